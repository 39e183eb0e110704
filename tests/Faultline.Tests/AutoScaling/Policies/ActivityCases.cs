namespace Faultline.Tests.AutoScaling.Policies;

/// <summary>
/// The same cases from the alarm to the group: what it wants then, and how the activities that follow begin to say why.
/// Those with instances that come or leave say what is asked for only.
/// </summary>
public sealed class ActivityCases
{
    public static IEnumerable<object?[]> Cases =>
        ProposalCases.Cases.Where(row => !((string)row[2]!).Contains(',', StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task An_alarm_changes_the_group_as_AWS_says_and_its_activity_says_why(
        string page, string policy, string group, double value, int? capacity)
    {
        Assert.NotEmpty(page);
        var before = CaseText.Group(group);
        var rig = await PolicyRig.Of(before.Desired, before.Min, before.Max);
        Assert.Null(await rig.Alarm(await rig.Policy("p", policy), value, name: "hot"));
        Assert.Equal(capacity ?? before.Desired, await rig.Desired());
        Assert.Equal(
            capacity is null
                ? null
                : "At 2026-01-02T03:04:05Z a monitor alarm hot in state ALARM triggered policy p changing the desired "
                    + $"capacity from {before.Desired} to {capacity}.",
            await rig.Why());
    }
}
