using System.Text.Json.Nodes;
using Faultline.Api.ClassicElb;
using Faultline.Services.Provisioning;
using Faultline.Wire.Shapes;

namespace Faultline.Services.ClassicElb.Resources;

/// <summary>Brings a balancer from what a template said to what it says, part by part. It may be asked again.</summary>
internal sealed class LoadBalancerChanges(
    ClassicElbApi elb, Work work, Properties before, LoadBalancerDescription shown)
{
    private readonly Properties asked = work.Properties;

    public async ValueTask Make(CancellationToken ct)
    {
        await Place(ct);
        await Listen(ct);
        await new PolicyChanges(elb, work, before).Make(ct);
        await Check(ct);
        await Attribute(ct);
        if (asked.Texts("SecurityGroups") is { Count: > 0 } groups && Differ("SecurityGroups"))
        {
            await work.Ask(
                elb.ApplySecurityGroupsToLoadBalancer,
                new ApplySecurityGroupsToLoadBalancerInput { LoadBalancerName = work.Id!, SecurityGroups = groups },
                ct);
        }

        await Register(ct);
    }

    private bool Differ(string name) => !JsonNode.DeepEquals(before[name], asked[name]);

    private static (List<string> More, List<string> Gone) Compare(IReadOnlyList<string>? there, List<string> wanted) =>
    (
        [.. wanted.Except(there ?? [], StringComparer.Ordinal)],
        [.. (there ?? []).Except(wanted, StringComparer.Ordinal)]
    );

    /// <summary>New places first: a balancer always has one.</summary>
    private async ValueTask Place(CancellationToken ct)
    {
        if (asked.Texts("Subnets") is { Count: > 0 } subnets)
        {
            var (more, gone) = Compare(shown.Subnets, subnets);
            if (more.Count > 0)
            {
                await work.Ask(
                    elb.AttachLoadBalancerToSubnets,
                    new AttachLoadBalancerToSubnetsInput { LoadBalancerName = work.Id!, Subnets = more },
                    ct);
            }

            if (gone.Count > 0)
            {
                await work.Ask(
                    elb.DetachLoadBalancerFromSubnets,
                    new DetachLoadBalancerFromSubnetsInput { LoadBalancerName = work.Id!, Subnets = gone },
                    ct);
            }
        }
        else if (asked.Texts("AvailabilityZones") is { Count: > 0 } zones)
        {
            var (more, gone) = Compare(shown.AvailabilityZones, zones);
            if (more.Count > 0)
            {
                await work.Ask(
                    elb.EnableAvailabilityZonesForLoadBalancer,
                    new AddAvailabilityZonesInput { LoadBalancerName = work.Id!, AvailabilityZones = more },
                    ct);
            }

            if (gone.Count > 0)
            {
                await work.Ask(
                    elb.DisableAvailabilityZonesForLoadBalancer,
                    new RemoveAvailabilityZonesInput { LoadBalancerName = work.Id!, AvailabilityZones = gone },
                    ct);
            }
        }
    }

    /// <summary>A listener that is another than before is made anew at its port.</summary>
    private async ValueTask Listen(CancellationToken ct)
    {
        var wanted = ListenerRules.Check(asked.Groups("Listeners").ConvertAll(each => each.As<Listener>()));
        var there = shown.ListenerDescriptions!.ConvertAll(each => each.Listener!);
        var old = there.FindAll(each => !wanted.Exists(other => ListenerRules.AreSame([each], [other])));
        if (old.Count > 0)
        {
            await work.Ask(
                elb.DeleteLoadBalancerListeners,
                new DeleteLoadBalancerListenerInput
                {
                    LoadBalancerName = work.Id!,
                    LoadBalancerPorts = old.ConvertAll(each => each.LoadBalancerPort!.Value),
                },
                ct);
        }

        var more = wanted.FindAll(each => !there.Exists(other => ListenerRules.AreSame([other], [each])));
        if (more.Count > 0)
        {
            await work.Ask(
                elb.CreateLoadBalancerListeners,
                new CreateLoadBalancerListenerInput { LoadBalancerName = work.Id!, Listeners = more },
                ct);
        }
    }

    private async ValueTask Check(CancellationToken ct)
    {
        if (asked.Group("HealthCheck")?.As<HealthCheck>() is { } check)
        {
            await work.Ask(
                elb.ConfigureHealthCheck,
                new ConfigureHealthCheckInput { LoadBalancerName = work.Id!, HealthCheck = check },
                ct);
        }
    }

    /// <summary>What is no longer said goes back to what a new balancer has.</summary>
    private async ValueTask Attribute(CancellationToken ct)
    {
        var attributes = Attributes.Unasked.With(all =>
        {
            all.AdditionalAttributes = null;
            all.CrossZoneLoadBalancing = asked.Flag("CrossZone") is { } crosses
                ? new() { Enabled = crosses }
                : all.CrossZoneLoadBalancing;
            all.ConnectionDraining = asked.Group("ConnectionDrainingPolicy")?.As<ConnectionDraining>()
                ?? all.ConnectionDraining;
            all.ConnectionSettings = asked.Group("ConnectionSettings")?.As<ConnectionSettings>()
                ?? all.ConnectionSettings;
            all.AccessLog = asked.Group("AccessLoggingPolicy")?.As<AccessLog>() ?? all.AccessLog;
        });
        await work.Ask(
            elb.ModifyLoadBalancerAttributes,
            new ModifyLoadBalancerAttributesInput { LoadBalancerName = work.Id!, LoadBalancerAttributes = attributes },
            ct);
    }

    /// <summary>Those that a scaling group or somebody else registered stay.</summary>
    private async ValueTask Register(CancellationToken ct)
    {
        var (was, now) = (before.Texts("Instances"), asked.Texts("Instances"));
        var gone = was.Except(now, StringComparer.Ordinal).Select(id => new Instance { InstanceId = id }).ToList();
        if (gone.Count > 0)
        {
            await work.Ask(
                elb.DeregisterInstancesFromLoadBalancer,
                new DeregisterEndPointsInput { LoadBalancerName = work.Id!, Instances = gone },
                ct);
        }

        var more = now.Except(was, StringComparer.Ordinal).Select(id => new Instance { InstanceId = id }).ToList();
        if (more.Count > 0)
        {
            await work.Ask(
                elb.RegisterInstancesWithLoadBalancer,
                new RegisterEndPointsInput { LoadBalancerName = work.Id!, Instances = more },
                ct);
        }
    }
}
