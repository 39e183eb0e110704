namespace Faultline.Services.ClassicElb.Keeping;

/// <summary>What must never be, whatever has happened: each sentence is a broken promise.</summary>
internal static class Audit
{
    public static IEnumerable<string> Of(ClassicState state) =>
    [
        .. state.Balancers.All.SelectMany(balancer => balancer.Places)
            .GroupBy(place => place.Address, StringComparer.Ordinal)
            .Where(same => same.Count() > 1)
            .Select(same => $"Two nodes are at {same.Key}."),
        .. state.Balancers.All.Where(balancer => balancer.Places.Count == 0)
            .Select(balancer => $"{balancer.Id} stands nowhere."),
        .. state.Registrations.All.Where(row => state.Balancers.Find(row.Balancer) is null)
            .Select(row => $"{row.Id} is behind no balancer."),
        .. from balancer in state.Balancers.All
            from name in balancer.Shown.ListenerDescriptions!.SelectMany(each => each.PolicyNames!)
                .Concat(balancer.Shown.BackendServerDescriptions!.SelectMany(each => each.PolicyNames!))
            where balancer.Policy(name) is null
            select $"{balancer.Id} follows the policy {name}, which is not there.",
    ];
}
