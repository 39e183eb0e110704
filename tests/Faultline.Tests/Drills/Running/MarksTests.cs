using Faultline.Drills.Reports;
using Faultline.Drills.Running;
using Faultline.Kernel.Timeline;

namespace Faultline.Tests.Drills.Running;

/// <summary>Which moment of a failure something in the cloud's timeline is.</summary>
public sealed class MarksTests
{
    [Theory]
    [InlineData(HappeningKind.AlarmChanged, "ALARM", MarkKind.Detected)]
    [InlineData(HappeningKind.AlarmChanged, "OK", MarkKind.Other)]
    [InlineData(HappeningKind.AlarmChanged, "INSUFFICIENT_DATA", MarkKind.Other)]
    [InlineData(HappeningKind.GroupActed, "Successful", MarkKind.Executed)]
    [InlineData(HappeningKind.GroupActed, "Failed", MarkKind.Failed)]
    [InlineData(HappeningKind.GroupShed, "Successful", MarkKind.Other)]
    [InlineData(HappeningKind.GroupShed, "Failed", MarkKind.Failed)]
    [InlineData(HappeningKind.FaultEnded, null, MarkKind.FaultEnded)]
    [InlineData(HappeningKind.FaultOver, null, MarkKind.FaultOver)]
    public void What_noticed_nothing_and_what_failed_are_told_apart(
        HappeningKind kind, string? outcome, MarkKind wanted) =>
        Assert.Equal(wanted, Marks.Of(new(kind, DateTimeOffset.UnixEpoch) { Outcome = outcome }).Kind);
}
