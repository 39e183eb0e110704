using Faultline.Api.Logs;

namespace Faultline.Tests.Logs;

/// <summary>What PutLogEvents takes in and what it does not.</summary>
public sealed class PutTests
{
    private static readonly long Hour = (long)TimeSpan.FromHours(1).TotalMilliseconds;
    private static readonly long Day = 24 * Hour;

    private readonly LogsRig rig = new();

    [Fact]
    public async Task Events_are_taken_in_whatever_the_sequence_token_says()
    {
        await rig.Made();
        var put = await rig.Logs.PutLogEvents(
            rig.Call("PutLogEvents"),
            new()
            {
                LogGroupName = LogsRig.Group,
                LogStreamName = LogsRig.Stream,
                SequenceToken = "no such token",
                LogEvents = [new() { Timestamp = rig.Time, Message = "hällo ✓" }],
                Entity = new(),
            },
            LogsRig.Ct);
        Assert.Matches("^[0-9]{56}$", put.NextSequenceToken);
        Assert.Null(put.RejectedLogEventsInfo);
        Assert.Equal("UnsupportedLogGroupType", put.RejectedEntityInfo!.ErrorType);
        rig.Reopen();
        var got = Assert.Single((await rig.Get()).Events!);
        Assert.Equal(("hällo ✓", rig.Time, rig.Time), (got.Message, got.Timestamp!.Value, got.IngestionTime!.Value));
        await LogsRig.Refused("ResourceNotFoundException", () => rig.PutTo("none", (1, "x")), "log stream");
    }

    [Fact]
    public async Task What_is_too_old_or_too_new_is_left_out_and_named()
    {
        await rig.Made();
        var info = (await rig.PutTo(
            LogsRig.Stream,
            (rig.Time - (14 * Day) - 1, "too old"),
            (rig.Time - 1, "one"),
            (rig.Time + (2 * Hour), "two"),
            (rig.Time + (2 * Hour) + 1, "too new"),
            (rig.Time + (3 * Hour), "too new"))).RejectedLogEventsInfo!;
        Assert.Equal((1, null, 3), (info.TooOldLogEventEndIndex, info.ExpiredLogEventEndIndex,
            info.TooNewLogEventStartIndex));
        Assert.Equal(["one", "two"], await rig.Search());
        await rig.Retain(1);
        info = (await rig.PutTo(
            LogsRig.Stream,
            (rig.Time - (15 * Day), "too old"),
            (rig.Time - Day - 1, "expired"),
            (rig.Time - Day, "kept"))).RejectedLogEventsInfo!;
        Assert.Equal((1, 2, null), (info.TooOldLogEventEndIndex, info.ExpiredLogEventEndIndex,
            info.TooNewLogEventStartIndex));
        Assert.Equal(["kept", "one", "two"], await rig.Search());
        info = (await rig.PutTo(LogsRig.Stream, (0, "ancient"))).RejectedLogEventsInfo!;
        Assert.Equal((1, 1), (info.TooOldLogEventEndIndex, info.ExpiredLogEventEndIndex));
    }

    [Fact]
    public async Task Order_and_span_of_a_batch_are_checked()
    {
        await rig.Made();
        await Refused("chronological", (rig.Time, "a"), (rig.Time - 1, "b"));
        await Refused("24 hours", (rig.Time - Day - 1, "a"), (rig.Time, "b"));
        await rig.PutTo(LogsRig.Stream, (rig.Time - Day, "a"), (rig.Time, "b"));
        // What is left out does not count for the span.
        await rig.PutTo(LogsRig.Stream, (rig.Time - (20 * Day), "x"), (rig.Time, "c"));
        Assert.Equal(["a", "b", "c"], await rig.Search());
    }

    [Fact]
    public async Task Sizes_are_of_UTF8_with_26_bytes_for_each_event()
    {
        await rig.Made();
        await Refused("Log event too large", (rig.Time, new string('x', 1_048_551)));
        await Refused("Upload too large", (rig.Time, new string('x', 1_000_000)), (rig.Time, new string('ß', 25_000)));
        await rig.PutTo(LogsRig.Stream, (rig.Time, new string('x', 1_048_550)));
        Assert.Equal(1_048_576, (await rig.Groups())[0].StoredBytes);
    }

    [Fact]
    public async Task A_region_holds_so_much_and_no_more_until_something_goes()
    {
        var small = new LogsRig(new() { HeldBytesMax = 100 });
        await small.Made();
        await small.Put(new string('x', 60));
        await LogsRig.Refused("ServiceUnavailableException", () => small.Put("y"));
        small.Reopen();
        await LogsRig.Refused("ServiceUnavailableException", () => small.Put("y"));
        await small.Logs.DeleteLogStream(
            small.Call("DeleteLogStream"),
            new() { LogGroupName = LogsRig.Group, LogStreamName = LogsRig.Stream },
            LogsRig.Ct);
        await small.MakeStream(LogsRig.Stream);
        await small.Put("y");
        await small.Logs.DeleteLogGroup(
            small.Call("DeleteLogGroup"), new() { LogGroupName = LogsRig.Group }, LogsRig.Ct);
        await small.Made();
        await small.Put(new string('x', 60));
    }

    private Task Refused(string says, params (long, string)[] events) =>
        LogsRig.Refused("InvalidParameterException", () => rig.PutTo(LogsRig.Stream, events), says);
}
