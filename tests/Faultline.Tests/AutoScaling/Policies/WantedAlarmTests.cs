using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Policies;

namespace Faultline.Tests.AutoScaling.Policies;

/// <summary>Which policy wants an alarm, found without going through all of them each time.</summary>
public sealed class WantedAlarmTests
{
    private const int Policies = 300;

    private readonly AutoScalingState state = new();
    private readonly WantedAlarms wanted = new();

    public WantedAlarmTests()
    {
        for (var number = 0; number < Policies; number++)
        {
            var group = $"account group-{number}";
            state.Policies.Put(new(Part.IdOf(group, "cpu"), "account", group, new()
            {
                PolicyName = $"cpu-{number}",
                Alarms = [new() { AlarmName = $"high-{number}" }, new() { AlarmName = $"low-{number}" }],
            }));
            state.Alarms.Put(new($"high-{number}", "account", group, new()));
            state.Alarms.Put(new($"low-{number}", "account", group, new()));
        }
    }

    [Fact]
    public void All_policies_are_gone_through_once_for_any_number_of_alarms()
    {
        foreach (var row in state.Alarms.All.ToList())
        {
            Assert.Equal($"cpu-{row.Id.Split('-')[1]}", wanted.PolicyOf(state, row)!.PolicyName);
            state.Alarms.Put(row with { Due = null });
        }

        Assert.Equal(1, wanted.Rounds);
    }

    [Fact]
    public void What_became_of_a_policy_is_seen_at_once()
    {
        var (high, low) = (state.Alarms.Find("high-7")!, state.Alarms.Find("low-7")!);
        Assert.NotNull(wanted.PolicyOf(state, low));
        state.Policies.Change(Part.IdOf("account group-7", "cpu"), policy => policy.With(shown =>
            shown.Alarms = [new() { AlarmName = "high-7" }]));
        Assert.Null(wanted.PolicyOf(state, low));
        Assert.NotNull(wanted.PolicyOf(state, high));
        state.Policies.Remove(Part.IdOf("account group-7", "cpu"));
        Assert.Null(wanted.PolicyOf(state, high));
        Assert.Null(wanted.PolicyOf(state, high with { Group = "account group-8" }));
        Assert.Equal(3, wanted.Rounds);
    }
}
