using Faultline.Api.AutoScaling;
using Faultline.Kernel.Timeline;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Running;
using Activity = Faultline.Api.AutoScaling.Activity;

namespace Faultline.Tests.AutoScaling;

/// <summary>What groups do is told when it begins and when it is over.</summary>
public sealed class TidingsTests
{
    private static readonly DateTimeOffset now = new(2026, 1, 2, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_activity_is_told_of_as_it_begins_and_as_it_ends()
    {
        var (begun, done) = (Row(ScalingActivityStatusCode.InProgress), Row(ScalingActivityStatusCode.Successful, now));
        Assert.Equal(
            [(HappeningKind.GroupActs, "the group web: Launching a new EC2 instance. Someone asked.")],
            Told(null, begun));
        Assert.Equal(
            [(HappeningKind.GroupActed, "the group web: Launching a new EC2 instance: Successful")], Told(begun, done));
        Assert.Equal("Successful", Assert.Single(Tidings.Of([(begun, done)], "us-east-1", now)).Outcome);
        Assert.Empty(Told(begun, Row(ScalingActivityStatusCode.WaitingForELBConnectionDraining)));
        Assert.Empty(Told(done, done));
    }

    [Fact]
    public void One_that_fails_at_once_is_told_of_twice() => Assert.Equal(
        [HappeningKind.GroupActs, HappeningKind.GroupActed],
        Told(null, Row(ScalingActivityStatusCode.Failed, now)).Select(each => each.Kind));

    [Fact]
    public void What_is_taken_away_is_told_apart_from_what_is_done()
    {
        var done = Row(ScalingActivityStatusCode.Successful, now, "Terminating EC2 instance: i-0123456789abcdef0");
        Assert.Equal([HappeningKind.GroupActs, HappeningKind.GroupShed], Told(null, done).Select(each => each.Kind));
    }

    private static IEnumerable<(HappeningKind Kind, string Says)> Told(Part<Activity>? before, Part<Activity> after) =>
        Tidings.Of([(before, after)], "us-east-1", now).Select(each => (each.Kind, each.Says));

    private static Part<Activity> Row(
        string status, DateTimeOffset? ended = null, string says = "Launching a new EC2 instance") =>
        new("id", "them", "group", new()
    {
        ActivityId = "id",
        AutoScalingGroupName = "web",
        Description = says,
        Cause = "Someone asked.",
        StatusCode = status,
        EndTime = ended,
        StartTime = now,
    });
}
