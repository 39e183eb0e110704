using Faultline.Services.Elb.Rules;

namespace Faultline.Services.Elb.Keeping;

/// <summary>What must never be, whatever has happened: each sentence is a broken promise.</summary>
internal static class Audit
{
    public static IEnumerable<string> Of(ElbState state) =>
    [
        .. Twice(state.Nodes.All.Select(node => node.Address)).Select(address => $"Two nodes are at {address}."),
        .. Twice(state.Rules.All.Select(rule =>
            $"{Arns.ListenerOfRule(rule.Id)} {rule.Shown.Priority}")).Select(rule => $"Two rules are {rule}."),
        .. state.Nodes.All.Where(node => state.Balancers.Find(node.Balancer) is null)
            .Select(node => $"The node at {node.Address} belongs to no balancer."),
        .. state.Listeners.All.Where(listener => state.Balancers.Find(listener.Shown.LoadBalancerArn) is null)
            .Select(listener => $"{listener.Id} belongs to no balancer."),
        .. state.Rules.All.Where(rule => state.Listeners.Find(Arns.ListenerOfRule(rule.Id)) is null)
            .Select(rule => $"{rule.Id} belongs to no listener."),
        .. state.Targets.All.Where(target => state.Groups.Find(target.Group) is null)
            .Select(target => $"{target.Id} belongs to no group."),
        .. from balancer in state.Balancers.All
            from @group in state.GroupsOf(balancer.Id)
            where state.Groups.Find(@group) is null
            select $"{balancer.Id} sends to {@group}, which is not there.",
    ];

    private static IEnumerable<string> Twice(IEnumerable<string> all) => all
        .GroupBy(each => each, StringComparer.Ordinal)
        .Where(same => same.Count() > 1)
        .Select(same => same.Key);
}
