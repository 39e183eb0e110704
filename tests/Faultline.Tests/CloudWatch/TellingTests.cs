using Faultline.Kernel.Timeline;

namespace Faultline.Tests.CloudWatch;

/// <summary>What the timeline hears of alarms: each change of state once, when it is kept.</summary>
public sealed class TellingTests
{
    private const string Arn = "arn:aws:cloudwatch:us-east-1:111122223333:alarm:";

    private readonly WatchRig rig = new() { Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) };

    [Fact]
    public async Task Every_change_of_state_is_told_once_with_its_reason()
    {
        await rig.Alarm();
        await rig.Composite("both", "ALARM(high)");
        await rig.After(0);
        Assert.Equal([$"{Arn}both is OK"], Told());
        await rig.Load(99);
        await rig.After(60);
        Assert.Equal([$"{Arn}both is OK", $"{Arn}high is ALARM", $"{Arn}both is ALARM"], Told());
        var told = rig.Told[1];
        Assert.Equal((HappeningKind.AlarmChanged, "us-east-1", rig.Now), (told.Kind, told.Region, told.At));
        Assert.Equal("ALARM", told.Outcome);
        Assert.StartsWith(
            "the alarm high is in ALARM: Threshold Crossed: 1 out of the last 1 datapoints", told.Says,
            StringComparison.Ordinal);
        await rig.After(10);
        Assert.Equal(3, rig.Told.Count);
    }

    [Fact]
    public async Task A_state_that_is_set_is_told_and_one_that_it_has_already_is_not()
    {
        await rig.Alarm();
        await rig.Set("high", "OK");
        await rig.Set("high", "OK");
        Assert.Equal([$"{Arn}high is OK"], Told());
        Assert.Equal("the alarm high is in OK: test", rig.Told[0].Says);
    }

    private List<string> Told() => [.. rig.Told.Select(each =>
        $"{each.Resource} is {each.Says.Split(" is in ")[1].Split(':')[0]}")];
}
