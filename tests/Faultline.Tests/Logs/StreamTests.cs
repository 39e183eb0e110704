namespace Faultline.Tests.Logs;

/// <summary>Streams of a group.</summary>
public sealed class StreamTests
{
    private readonly LogsRig rig = new();

    [Fact]
    public async Task A_stream_shows_when_its_events_are_of()
    {
        await rig.Made();
        var stream = Assert.Single(await rig.Streams());
        Assert.Equal("arn:aws:logs:us-east-1:111122223333:log-group:app:log-stream:one", stream.Arn);
        Assert.Equal((rig.Time, null, null, null), (stream.CreationTime!.Value, stream.FirstEventTimestamp,
            stream.LastEventTimestamp, stream.LastIngestionTime));
        await rig.PutTo(LogsRig.Stream, (rig.Time - 5, "a"), (rig.Time - 3, "b"));
        await rig.PutTo(LogsRig.Stream, (rig.Time - 9, "late"));
        rig.Reopen();
        stream = Assert.Single(await rig.Streams(request => (request.LogGroupName, request.LogGroupIdentifier) =
            (null, "arn:aws:logs:us-east-1:111122223333:log-group:app")));
        Assert.Equal((rig.Time - 9, rig.Time - 3, rig.Time, 0L), (stream.FirstEventTimestamp!.Value,
            stream.LastEventTimestamp!.Value, stream.LastIngestionTime!.Value, stream.StoredBytes!.Value));
        Assert.Equal((2 + 4 + (3 * 26)), (await rig.Groups())[0].StoredBytes);
        Assert.Matches("^[0-9]{56}$", stream.UploadSequenceToken);
        await LogsRig.Refused("ResourceAlreadyExistsException", () => rig.MakeStream(LogsRig.Stream));
        await LogsRig.Refused("ResourceNotFoundException", () => rig.MakeStream("x", "none"), "log group");
    }

    [Fact]
    public async Task Streams_are_described_by_name_or_by_their_last_event()
    {
        await rig.Made(LogsRig.Group, "b", "a", "c", "ab");
        await rig.PutTo("b", (rig.Time - 1, "x"));
        await rig.PutTo("a", (rig.Time - 2, "x"));
        Assert.Equal("a ab b c", await Names(null, false));
        Assert.Equal("c b ab a", await Names(null, true));
        Assert.Equal("b a c ab", await Names("LastEventTime", true));
        Assert.Equal("a ab", string.Join(' ', (await rig.Streams(request => request.LogStreamNamePrefix = "a"))
            .Select(stream => stream.LogStreamName)));
        await LogsRig.Refused("InvalidParameterException", () => rig.Streams(request =>
            (request.OrderBy, request.LogStreamNamePrefix) = ("LastEventTime", "a")), "LastEventTime");
        await LogsRig.Refused("InvalidParameterException", () => rig.Streams(request =>
            request.LogGroupIdentifier = LogsRig.Group), "not both");

        async Task<string> Names(string? by, bool descending)
        {
            var (all, token) = (new List<string>(), (string?)null);
            do
            {
                var page = await rig.Logs.DescribeLogStreams(
                    rig.Call("DescribeLogStreams"),
                    new()
                    {
                        LogGroupName = LogsRig.Group,
                        OrderBy = by,
                        Descending = descending,
                        Limit = 3,
                        NextToken = token,
                    },
                    LogsRig.Ct);
                all.AddRange(page.LogStreams!.Select(stream => stream.LogStreamName!));
                token = page.NextToken;
            }
            while (token is not null);
            return string.Join(' ', all);
        }
    }

    [Fact]
    public async Task A_stream_goes_with_its_events()
    {
        await rig.Made(LogsRig.Group, "one", "two");
        await rig.PutTo("one", (rig.Time, "a"));
        await rig.PutTo("two", (rig.Time, "b"));
        await rig.Logs.DeleteLogStream(
            rig.Call("DeleteLogStream"), new() { LogGroupName = LogsRig.Group, LogStreamName = "one" }, LogsRig.Ct);
        Assert.Equal(["b"], await rig.Search());
        rig.Reopen();
        Assert.Equal(["b"], await rig.Search());
        Assert.Equal(27, (await rig.Groups())[0].StoredBytes);
        await rig.MakeStream("one");
        Assert.Empty((await rig.Get()).Events!);
        await LogsRig.Refused("ResourceNotFoundException", async () => await rig.Logs.DeleteLogStream(
            rig.Call("DeleteLogStream"), new() { LogGroupName = LogsRig.Group, LogStreamName = "x" }, LogsRig.Ct));
    }
}
