namespace Faultline.Tests.Logs;

/// <summary>How events expire.</summary>
public sealed class RetentionTests
{
    private readonly LogsRig rig = new();

    [Fact]
    public async Task What_is_past_its_retention_is_not_shown_and_then_forgotten()
    {
        await rig.Made();
        var began = rig.Time;
        await rig.Put("old");
        rig.Now += TimeSpan.FromHours(12);
        await rig.Put("young");
        await rig.Retain(1);
        Assert.Equal(1, (await rig.Groups())[0].RetentionInDays);
        Assert.Equal(["old", "young"], await rig.Search());
        Assert.Equal(rig.Now.AddHours(1), await rig.Logs.Upkeep.Look(LogsRig.Ct));
        rig.Now += TimeSpan.FromHours(12.5);
        Assert.Equal(["young"], await rig.Search());
        Assert.Equal("young", Assert.Single((await rig.Get()).Events!).Message);
        Assert.NotEqual(began, (await rig.Streams())[0].FirstEventTimestamp);
        Assert.Equal(60, (await rig.Groups())[0].StoredBytes);
        await rig.Logs.Upkeep.Look(LogsRig.Ct);
        Assert.Equal(31, (await rig.Groups())[0].StoredBytes);
        rig.Now += TimeSpan.FromDays(1);
        await rig.Logs.Upkeep.Look(LogsRig.Ct);
        rig.Reopen();
        Assert.Equal(0, (await rig.Groups())[0].StoredBytes);
        Assert.Equal(
            began + (long)TimeSpan.FromHours(12).TotalMilliseconds, (await rig.Streams())[0].LastEventTimestamp);
        await rig.Put("new");
        Assert.Equal(["new"], await rig.Search());
    }

    [Fact]
    public async Task A_batch_that_is_partly_past_is_partly_shown()
    {
        await rig.Made();
        var half = (long)TimeSpan.FromHours(12).TotalMilliseconds;
        await rig.PutTo(LogsRig.Stream, (rig.Time - half, "a"), (rig.Time, "b"));
        await rig.Retain(1);
        rig.Now += TimeSpan.FromHours(13);
        await rig.Logs.Upkeep.Look(LogsRig.Ct);
        Assert.Equal(["b"], await rig.Search());
        rig.Reopen();
        Assert.Equal(["b"], await rig.Search());
    }

    [Fact]
    public async Task Without_a_policy_nothing_expires_and_only_some_lengths_are_one()
    {
        await rig.Made();
        await rig.Retain(1);
        await rig.Put("stays");
        await rig.Logs.DeleteRetentionPolicy(
            rig.Call("DeleteRetentionPolicy"), new() { LogGroupName = LogsRig.Group }, LogsRig.Ct);
        rig.Now += TimeSpan.FromDays(5000);
        Assert.Null(await rig.Logs.Upkeep.Look(LogsRig.Ct));
        Assert.Equal(["stays"], await rig.Search());
        foreach (var days in (int[])[0, 2, 31, 366, 4000])
        {
            await LogsRig.Refused("InvalidParameterException", () => rig.Retain(days), "retention");
        }

        await rig.Retain(3653);
    }
}
