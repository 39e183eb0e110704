using System.Text.Json.Nodes;
using Faultline.Api.ClassicElb;
using Faultline.Services.Provisioning;

namespace Faultline.Services.ClassicElb.Resources;

/// <summary>Classic load balancers, with their listeners, policies and instances. Its id is the name.</summary>
internal sealed class LoadBalancerType(ClassicElbApi elb) : ResourceType("AWS::ElasticLoadBalancing::LoadBalancer")
{
    private const int NameMax = 32;

    // "Update requires" of each: another balancer where one is had that was not, or the other way round.
    private static readonly string[] hadOrNot = ["AvailabilityZones", "HealthCheck", "Subnets"];

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var request = work.Properties.As<CreateAccessPointInput>("Tags");
        request.LoadBalancerName = work.Properties.Text("LoadBalancerName") ?? work.Name(NameMax);
        request.Tags = Asked(work);
        await work.Ask(elb.CreateLoadBalancer, request, ct);
        var made = work with { Id = request.LoadBalancerName };
        if (!Marks.AreOf(work, await Tags(made, ct)))
        {
            throw Refused.Exists(Name, request.LoadBalancerName);
        }

        await Settle(made, Properties.None, ct);
        return request.LoadBalancerName;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        await Settle(work, before, ct);
        if (Marks.Gone(work, before) is { Count: > 0 } gone)
        {
            await work.Ask(
                elb.RemoveTags,
                new RemoveTagsInput
                {
                    LoadBalancerNames = [work.Id!],
                    Tags = gone.ConvertAll(key => new TagKeyOnly { Key = key }),
                },
                ct);
        }

        if (Asked(work) is { Count: > 0 } tags)
        {
            await work.Ask(elb.AddTags, new AddTagsInput { LoadBalancerNames = [work.Id!], Tags = tags }, ct);
        }
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        elb.DeleteLoadBalancer, new DeleteAccessPointInput { LoadBalancerName = work.Id! }, ct));

    public override async ValueTask<bool> IsGone(Work work, CancellationToken ct) => await Look(work, ct) is null;

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if (await Look(work, ct) is not { } balancer)
        {
            return null;
        }

        var shown = this.Shown(balancer);
        shown["Instances"] = Asking.List(balancer.Instances?.Select(each => each.InstanceId!));
        shown["Listeners"] = new JsonArray([.. balancer.ListenerDescriptions!.Select(Shown)]);
        shown.Remove("Policies");
        Attribute(shown, (await work.Ask(
            elb.DescribeLoadBalancerAttributes,
            new DescribeLoadBalancerAttributesInput { LoadBalancerName = work.Id! },
            ct)).LoadBalancerAttributes!);
        shown["Tags"] = Marks.Shown(work, await Tags(work, ct));
        shown["CanonicalHostedZoneName"] = balancer.CanonicalHostedZoneName;
        shown["CanonicalHostedZoneNameID"] = balancer.CanonicalHostedZoneNameID;
        shown["DNSName"] = balancer.DNSName;
        shown["SourceSecurityGroup"] = new JsonObject
        {
            ["GroupName"] = balancer.SourceSecurityGroup?.GroupName,
            ["OwnerAlias"] = balancer.SourceSecurityGroup?.OwnerAlias,
        };
        return shown;
    }

    public override bool Replaces(Properties before, Properties after, IReadOnlySet<string> changed) =>
        base.Replaces(before, after, changed)
        || Array.Exists(hadOrNot, name => changed.Contains(name) && before.Has(name) != after.Has(name));

    private static List<Tag> Asked(Work work) =>
        [.. work.Properties.Tags(work).Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];

    private static JsonObject Shown(ListenerDescription listener)
    {
        var shown = Properties.Of(listener.Listener!);
        shown["PolicyNames"] = Asking.List(listener.PolicyNames);
        return shown;
    }

    private static void Attribute(JsonObject shown, LoadBalancerAttributes attributes)
    {
        shown["CrossZone"] = attributes.CrossZoneLoadBalancing?.Enabled;
        shown["AccessLoggingPolicy"] = attributes.AccessLog is { } log ? Properties.Of(log) : null;
        shown["ConnectionDrainingPolicy"] =
            attributes.ConnectionDraining is { } draining ? Properties.Of(draining) : null;
        shown["ConnectionSettings"] = attributes.ConnectionSettings is { } settings ? Properties.Of(settings) : null;
    }

    private async ValueTask Settle(Work work, Properties before, CancellationToken ct)
    {
        var shown = await Look(work, ct) ?? throw Refused.Gone(Name, work.Id!);
        await new LoadBalancerChanges(elb, work, before, shown).Make(ct);
    }

    private async ValueTask<LoadBalancerDescription?> Look(Work work, CancellationToken ct) =>
        (await this.OrGone(work.Ask(
            elb.DescribeLoadBalancers, new DescribeAccessPointsInput { LoadBalancerNames = [work.Id!] }, ct)))
        ?.LoadBalancerDescriptions![0];

    private async ValueTask<Dictionary<string, string>> Tags(Work work, CancellationToken ct) => (await work.Ask(
        elb.DescribeTags, new DescribeTagsInput { LoadBalancerNames = [work.Id!] }, ct))
        .TagDescriptions![0].Tags!.ToDictionary(tag => tag.Key, tag => tag.Value ?? "", StringComparer.Ordinal);
}
