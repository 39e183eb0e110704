using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;

namespace Faultline.Services.AutoScaling.Running;

/// <summary>
/// What a round must look at: the accounts that have instances, what those come behind or leave, and what else groups
/// ask for. Pure.
/// </summary>
internal sealed class Scope
{
    public SortedSet<string> Accounts { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<(string Account, string Identifier), TrafficSource> Sources { get; } = [];

    /// <summary>The alarms that end refreshes which are under way, by account.</summary>
    public SortedDictionary<string, SortedSet<string>> Alarms { get; } = new(StringComparer.Ordinal);

    /// <summary>Somebody replaces instances that are at risk.</summary>
    public bool AsksRisk { get; private set; }

    /// <param name="asksHealth">Who believes balancers is to know what they say.</param>
    public static Scope Of(AutoScalingState state, bool asksHealth)
    {
        var scope = new Scope { AsksRisk = state.Groups.All.Any(group => group.Shown.CapacityRebalance == true) };
        foreach (var member in state.Members.All)
        {
            scope.Accounts.Add(member.Account);
            if (!member.Registered.IsEmpty && state.Groups.Find(member.Group) is { } group)
            {
                scope.Add(group, member, asksHealth);
            }
        }

        scope.Accounts.UnionWith(state.Launches.All.Select(launch => launch.Account));
        foreach (var refresh in state.Refreshes.All.Where(refresh => !refresh.IsOver && refresh.Alarms.Count > 0))
        {
            if (!scope.Alarms.TryGetValue(refresh.Account, out var names))
            {
                scope.Alarms.Add(refresh.Account, names = new(StringComparer.Ordinal));
            }

            names.UnionWith(refresh.Alarms);
        }

        return scope;
    }

    private void Add(Group group, Member member, bool asksHealth)
    {
        foreach (var source in Planning.Sources.ToLeave(group, member))
        {
            Sources.TryAdd((member.Account, source), Source(group, source));
        }

        foreach (var source in group.Sources.Where(source => member.Registered.Contains(source.Identifier)
            && (asksHealth && Health.AsksBalancers(group) || source.State == Planning.Sources.Added)))
        {
            Sources.TryAdd((member.Account, source.Identifier), source);
        }
    }

    private static TrafficSource Source(Group group, string identifier) =>
        group.Sources.Find(each => each.Identifier == identifier)
        ?? new(
            identifier,
            identifier.StartsWith("arn:", StringComparison.Ordinal) ? TrafficSource.TargetGroup : TrafficSource.Classic,
            Planning.Sources.Removing);
}
