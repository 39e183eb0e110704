using System.Text.Json.Nodes;
using Faultline.Api.Elb;
using Faultline.Services.Elb.Settings;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Elb.Resources;

/// <summary>Application and network load balancers. Its id is the ARN.</summary>
internal sealed class LoadBalancerType(ElbApi elb) : ResourceType("AWS::ElasticLoadBalancingV2::LoadBalancer")
{
    private const string Attributed = "LoadBalancerAttributes";
    private const string Enforced = "EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic";
    private const int NameMax = 32;

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var asked = work.Properties;
        this.Refuse(asked, "MinimumLoadBalancerCapacity", "EnableCapacityReservationProvisionStabilize");
        var request = asked.As<CreateLoadBalancerInput>("Tags", "IpamPools");
        request.Name = asked.Text("Name") ?? work.Name(NameMax);
        request.Tags = Tags.Asked(work);
        request.IpamPools = asked.Text("Ipv4IpamPoolId") is { } pool ? new() { Ipv4IpamPoolId = pool } : null;
        var made = (await work.Ask(elb.CreateLoadBalancer, request, ct)).LoadBalancers![0];
        await Tags.CheckOwn(elb, work, Name, made.LoadBalancerArn!, request.Name, ct);
        await Enforce(work, made, ct);
        await Attribute(work, Properties.None, made, ct);
        return made.LoadBalancerArn!;
    }

    public override async ValueTask<bool> IsReady(Work work, CancellationToken ct) =>
        (await Look(work, ct))?.State is { } state && state.Code switch
        {
            LoadBalancerStateEnum.Active => true,
            LoadBalancerStateEnum.Failed => throw Refused.Invalid($"The load balancer failed: {state.Reason}"),
            _ => false,
        };

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        var asked = work.Properties;
        this.Refuse(
            asked, "MinimumLoadBalancerCapacity", "EnableCapacityReservationProvisionStabilize", "Ipv4IpamPoolId");
        if (asked.Text("IpAddressType") != before.Text("IpAddressType"))
        {
            await work.Ask(
                elb.SetIpAddressType,
                new SetIpAddressTypeInput
                {
                    LoadBalancerArn = work.Id!,
                    IpAddressType = asked.Text("IpAddressType") ?? IpAddressType.Ipv4,
                },
                ct);
        }

        if (Differ("Subnets") || Differ("SubnetMappings") || Differ("EnablePrefixForIpv6SourceNat"))
        {
            var subnets = asked.As<SetSubnetsInput>("IpAddressType");
            subnets.LoadBalancerArn = work.Id!;
            await work.Ask(elb.SetSubnets, subnets, ct);
        }

        var shown = await Look(work, ct) ?? throw Refused.Gone(Name, work.Id!);
        if (asked.Texts("SecurityGroups") is { Count: > 0 } groups
            && (Differ("SecurityGroups") || Differ(Enforced)))
        {
            await SetGroups(work, groups, ct);
        }

        await Attribute(work, before, shown, ct);
        await Tags.Update(elb, work, before, ct);

        bool Differ(string name) => !JsonNode.DeepEquals(before[name], asked[name]);
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        elb.DeleteLoadBalancer, new DeleteLoadBalancerInput { LoadBalancerArn = work.Id! }, ct));

    public override async ValueTask<bool> IsGone(Work work, CancellationToken ct) => await Look(work, ct) is null;

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if (await Look(work, ct) is not { } balancer)
        {
            return null;
        }

        var attributes = await work.Ask(
            elb.DescribeLoadBalancerAttributes,
            new DescribeLoadBalancerAttributesInput { LoadBalancerArn = work.Id! },
            ct);
        var shown = this.Shown(balancer);
        shown["Name"] = balancer.LoadBalancerName;
        shown["SecurityGroups"] = Asking.List(balancer.SecurityGroups);
        shown["Subnets"] = Asking.List(balancer.AvailabilityZones!.Select(zone => zone.SubnetId!));
        shown[Attributed] = Attributes.Shown(attributes.Attributes!.Select(each => (each.Key!, each.Value!)));
        shown["Tags"] = Marks.Shown(work, await Tags.Read(elb, work, work.Id!, ct));
        shown["LoadBalancerArn"] = balancer.LoadBalancerArn;
        shown["LoadBalancerName"] = balancer.LoadBalancerName;
        shown["LoadBalancerFullName"] = FullName(balancer.LoadBalancerArn!);
        shown["DNSName"] = balancer.DNSName;
        shown["CanonicalHostedZoneID"] = balancer.CanonicalHostedZoneId;
        return shown;
    }

    /// <summary>What CloudWatch calls it: the end of its ARN.</summary>
    private static string FullName(string arn) =>
        arn[(arn.IndexOf(":loadbalancer/", StringComparison.Ordinal) + ":loadbalancer/".Length)..];

    private async ValueTask<LoadBalancer?> Look(Work work, CancellationToken ct) => (await this.OrGone(work.Ask(
        elb.DescribeLoadBalancers, new DescribeLoadBalancersInput { LoadBalancerArns = [work.Id!] }, ct)))
        ?.LoadBalancers![0];

    private async ValueTask Enforce(Work work, LoadBalancer made, CancellationToken ct)
    {
        if (work.Properties.Has(Enforced))
        {
            await SetGroups(work with { Id = made.LoadBalancerArn }, made.SecurityGroups ?? [], ct);
        }
    }

    private async ValueTask SetGroups(Work work, List<string> groups, CancellationToken ct) => await work.Ask(
        elb.SetSecurityGroups,
        new SetSecurityGroupsInput
        {
            LoadBalancerArn = work.Id!,
            SecurityGroups = groups,
            EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic = work.Properties.Text(Enforced),
        },
        ct);

    private async ValueTask Attribute(Work work, Properties before, LoadBalancer balancer, CancellationToken ct)
    {
        var changed = Attributes.Changed(before, work.Properties, Attributed, BalancerSettings.Of(balancer));
        if (changed.Count > 0)
        {
            await work.Ask(
                elb.ModifyLoadBalancerAttributes,
                new ModifyLoadBalancerAttributesInput
                {
                    LoadBalancerArn = balancer.LoadBalancerArn!,
                    Attributes = changed.ConvertAll(each =>
                        new LoadBalancerAttribute { Key = each.Key, Value = each.Value }),
                },
                ct);
        }
    }
}
