using Faultline.Api.ClassicElb;
using Faultline.Services.ClassicElb.Keeping;
using Faultline.Wire;

namespace Faultline.Services.ClassicElb;

internal sealed partial class ClassicElb
{
    private const string Internal = "internal";
    private const string InternetFacing = "internet-facing";

    public override async ValueTask<CreateAccessPointOutput> CreateLoadBalancer(
        Call call, CreateAccessPointInput request, CancellationToken ct)
    {
        Names.Check(request.LoadBalancerName);
        var scheme = string.IsNullOrEmpty(request.Scheme) ? InternetFacing : request.Scheme;
        if (scheme is not (Internal or InternetFacing))
        {
            throw ClassicElbErrors.InvalidSchemeException($"Scheme '{scheme}' must be {Internal} or {InternetFacing}");
        }

        var tags = Tagging.Merge(call, [], request.Tags);
        var listeners = ListenerRules.Check(request.Listeners);
        var plots = await Plots(call, request, ct);
        if (scheme == InternetFacing && !await premises.HasInternetGateway(call, plots[0].Vpc, ct))
        {
            throw ClassicElbErrors.InvalidSubnetException($"VPC {plots[0].Vpc} has no internet gateway");
        }

        var (groups, source) = await SecurityGroups(call, request.SecurityGroups, plots[0].Vpc, ct);
        var blank = Blank(call, request.LoadBalancerName, scheme, plots[0].Vpc).With(shown =>
        {
            shown.HealthCheck = HealthChecks.Unasked(listeners[0]);
            (shown.SecurityGroups, shown.SourceSecurityGroup) = (groups, source);
        }) with { Tags = tags };
        using var held = await book.Take(ct);
        var state = held.State;
        if (state.Balancers.Find(blank.Id) is { } before)
        {
            await held.Keep();
            return IsSame(before, listeners, plots, blank.Shown)
                ? new() { DNSName = before.Shown.DNSName }
                : throw ClassicElbErrors.DuplicateAccessPointNameException($"Load Balancer named '{before.Name}' "
                    + "already exists and it is configured with different parameters.");
        }

        rules.CheckCertificates(call, listeners);
        if (state.Balancers.Of(call.Account).Count() >= Limits.BalancersMax)
        {
            throw ClassicElbErrors.TooManyAccessPointsException(
                "The maximum number of load balancers has been reached");
        }

        var dns = Names.Dns(request.LoadBalancerName, scheme == Internal, region, options.Domain, call.Dice);
        state.Balancers.Put(sites.Add(state, ListenerRules.Add(blank, listeners), plots).With(shown =>
        {
            shown.DNSName = dns;
            shown.CanonicalHostedZoneName = scheme == Internal ? null : dns;
        }));
        await held.Keep();
        balancing.Tell();
        return new() { DNSName = dns };
    }

    /// <summary>One that is gone already is deleted all the same, as in AWS.</summary>
    public override async ValueTask<DeleteAccessPointOutput> DeleteLoadBalancer(
        Call call, DeleteAccessPointInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var id = Balancer.IdOf(region, call.Account, request.LoadBalancerName);
        if (state.Balancers.Find(call.Account, id) is { } balancer)
        {
            foreach (var row in state.Of(balancer).ToList())
            {
                state.Registrations.Remove(row.Id);
            }

            state.Balancers.Remove(id);
        }

        await held.Keep();
        balancing.Tell();
        return new();
    }

    public override async ValueTask<DescribeAccessPointsOutput> DescribeLoadBalancers(
        Call call, DescribeAccessPointsInput request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var all = request.LoadBalancerNames is { Count: > 0 } names
            ? names.Distinct().Select(name => Find(held.State, call, name))
            : held.State.Balancers.Of(call.Account);
        var (page, next) = Pages.Cut(call, all, balancer => balancer.Name, request.PageSize, request.Marker);
        var shown = page.ConvertAll(held.State.Describe);
        await held.Keep();
        return new() { LoadBalancerDescriptions = shown, NextMarker = next };
    }

    private Balancer Blank(Call call, string name, string scheme, string vpc) =>
        new(Balancer.IdOf(region, call.Account, name), call.Account, new()
        {
            LoadBalancerName = name,
            CanonicalHostedZoneNameID = HostedZones.Of(region, isNetwork: false),
            ListenerDescriptions = [],
            BackendServerDescriptions = [],
            VPCId = vpc,
            CreatedTime = call.Now,
            Scheme = scheme,
        })
        {
            Attributes = Attributes.Unasked,
        };

    private async ValueTask<List<Plot>> Plots(Call call, CreateAccessPointInput request, CancellationToken ct)
    {
        var plots = (request.Subnets, request.AvailabilityZones) switch
        {
            ({ Count: > 0 }, { Count: > 0 }) =>
                throw Refusal.Invalid("Only one of SubnetIds or AvailabilityZones may be specified"),
            ({ Count: > 0 } subnets, _) => await sites.Subnets(call, subnets, ct),
            (_, { Count: > 0 } zones) => await sites.Zones(call, zones, ct),
            _ => throw Refusal.Invalid("Either AvailabilityZones or SubnetIds must be specified"),
        };
        return plots.TrueForAll(plot => plot.Vpc == plots[0].Vpc)
            ? plots
            : throw Refusal.Configuration("All subnets must belong to the same VPC");
    }

    /// <summary>The groups of a balancer, those of its VPC if need be, and the one that its instances see.</summary>
    private async ValueTask<(List<string> Ids, SourceSecurityGroup? Source)> SecurityGroups(
        Call call, List<string>? asked, string vpc, CancellationToken ct)
    {
        var ids = asked is { Count: > 0 } ? asked.Distinct().ToList()
            : await premises.DefaultGroup(call, vpc, ct) is { } own ? [own]
            : [];
        var found = await premises.Groups(call, ids, ct);
        if (ids.Find(id => found.GetValueOrDefault(id) != vpc) is { } wrong)
        {
            throw found.ContainsKey(wrong)
                ? Refusal.Configuration("One or more security groups are invalid")
                : ClassicElbErrors.InvalidSecurityGroupException("One or more security groups are invalid");
        }

        var source = ids.Count > 0 ? await premises.GroupName(call, ids[0], ct) : null;
        return (ids, source is null ? null : new() { OwnerAlias = call.Account, GroupName = source });
    }

    private static bool IsSame(
        Balancer before, List<Listener> listeners, List<Plot> plots, LoadBalancerDescription asked) =>
        ListenerRules.AreSame(before.Listeners, listeners)
        && before.Places.Select(place => place.Subnet).ToHashSet().SetEquals(plots.Select(plot => plot.Id))
        && before.Shown.Scheme == asked.Scheme
        && (before.Shown.SecurityGroups ?? []).ToHashSet().SetEquals(asked.SecurityGroups ?? []);
}
