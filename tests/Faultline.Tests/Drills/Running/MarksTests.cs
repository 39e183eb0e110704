using Faultline.Drills.Reports;
using Faultline.Drills.Running;
using Faultline.Kernel.Timeline;

namespace Faultline.Tests.Drills.Running;

/// <summary>Which moment of a failure something in the cloud's timeline is.</summary>
public sealed class MarksTests
{
    [Theory]
    [InlineData(HappeningKind.AlarmChanged, "the alarm a is in ALARM: Threshold Crossed", MarkKind.Detected)]
    [InlineData(HappeningKind.AlarmChanged, "the alarm a is in OK: Threshold Crossed", MarkKind.Other)]
    [InlineData(HappeningKind.AlarmChanged, "the alarm a is in INSUFFICIENT_DATA: none", MarkKind.Other)]
    [InlineData(HappeningKind.GroupActed, "the group g: Launching a new EC2 instance: i-1: Successful",
        MarkKind.Executed)]
    [InlineData(HappeningKind.GroupActed, "the group g: Launching a new EC2 instance: Failed: no capacity",
        MarkKind.Failed)]
    [InlineData(HappeningKind.FaultEnded, "no longer: x", MarkKind.FaultEnded)]
    [InlineData(HappeningKind.FaultOver, "no longer: x", MarkKind.FaultOver)]
    public void What_noticed_nothing_and_what_failed_are_told_apart(
        HappeningKind kind, string says, MarkKind wanted) =>
        Assert.Equal(wanted, Marks.Of(new(kind, DateTimeOffset.UnixEpoch) { Says = says }).Kind);
}
