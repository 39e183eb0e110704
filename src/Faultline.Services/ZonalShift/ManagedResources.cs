using Faultline.Api.AutoScaling;
using Faultline.Api.Elb;
using Faultline.Api.ZonalShift;
using Faultline.Kernel.Places;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.ZonalShift;

/// <summary>
/// What can be shifted: the load balancers whose attribute <c>zonal_shift.config.enabled</c> is set, and the Auto
/// Scaling groups that say so in their impairment policy. They are asked for by their APIs, as the caller.
/// </summary>
internal sealed class ManagedResources(ElbApi elb, AutoScalingApi groups, string region, Atlas atlas)
{
    private const string GroupInArn = ":autoScalingGroupName/";
    private const string Enabled = "zonal_shift.config.enabled";

    /// <summary>The resource of an ARN; refused where nothing of it can be shifted.</summary>
    public async ValueTask<ManagedResource> Find(Call call, string arn, CancellationToken ct)
    {
        if (arn.Split(':', 6) is not ["arn", _, var service, _, _, _])
        {
            throw Refusal.Invalid(
                ValidationExceptionReason.InvalidResourceIdentifier,
                $"{arn} is not a valid resource identifier: it must be the ARN of a resource.");
        }

        if (service == "autoscaling")
        {
            return await Group(call, arn, ct) ?? throw Refusal.NoResource(arn);
        }

        var found = (await Balancers(call, ct)).Find(balancer => balancer.LoadBalancerArn == arn);
        return found is not null && await IsManaged(call, found, ct) ? Of(call, found) : throw Refusal.NoResource(arn);
    }

    public async ValueTask<List<ManagedResource>> All(Call call, CancellationToken ct)
    {
        var all = new List<ManagedResource>();
        foreach (var balancer in await Balancers(call, ct))
        {
            if (await IsManaged(call, balancer, ct))
            {
                all.Add(Of(call, balancer));
            }
        }

        all.AddRange(await Groups(call, [], ct));
        return all;
    }

    /// <summary>The zone of a region's that somebody means; refused where the resource is not.</summary>
    public string Zone(ManagedResource resource, string zone)
    {
        if (atlas.Region(region)?.Children.Any(each => each.Name == zone) != true)
        {
            throw Refusal.Invalid(
                ValidationExceptionReason.InvalidAz, $"{zone} is not the ID of an Availability Zone of {region}.");
        }

        return resource.Zones.Contains(zone)
            ? zone
            : throw Refusal.Invalid(
                ValidationExceptionReason.UnsupportedAz, $"The resource {resource.Arn} is not in {zone}.");
    }

    private async ValueTask<ManagedResource?> Group(Call call, string arn, CancellationToken ct) =>
        arn.IndexOf(GroupInArn, StringComparison.Ordinal) is > 0 and var at
            ? (await Groups(call, [arn[(at + GroupInArn.Length)..]], ct)).Find(group => group.Arn == arn)
            : null;

    /// <summary>The groups that take part, all of them where none is named.</summary>
    private async ValueTask<List<ManagedResource>> Groups(Call call, List<string> names, CancellationToken ct)
    {
        var all = new List<ManagedResource>();
        string? token = null;
        do
        {
            var asked = call with
            {
                Service = AutoScalingModel.Service,
                Operation = AutoScalingModel.Service.Find(nameof(groups.DescribeAutoScalingGroups))!,
            };
            var page = (AutoScalingGroupsType)(await groups.Invoke(
                asked,
                new AutoScalingGroupNamesType
                {
                    AutoScalingGroupNames = names, IncludeInstances = false, MaxRecords = 100, NextToken = token,
                },
                ct))!;
            all.AddRange(page.AutoScalingGroups!
                .Where(group => group.AvailabilityZoneImpairmentPolicy?.ZonalShiftEnabled == true)
                .Select(group => new ManagedResource(
                    group.AutoScalingGroupARN!,
                    group.AutoScalingGroupName!,
                    [.. group.AvailabilityZoneIds!.Order(StringComparer.Ordinal)])));
            token = page.NextToken;
        }
        while (token is not null);
        return all;
    }

    private async ValueTask<List<LoadBalancer>> Balancers(Call call, CancellationToken ct)
    {
        var all = new List<LoadBalancer>();
        string? marker = null;
        do
        {
            var page = await Ask<DescribeLoadBalancersOutput>(
                call, nameof(elb.DescribeLoadBalancers), new DescribeLoadBalancersInput { Marker = marker }, ct);
            all.AddRange(page.LoadBalancers ?? []);
            marker = page.NextMarker;
        }
        while (marker is not null);
        return all;
    }

    private async ValueTask<bool> IsManaged(Call call, LoadBalancer balancer, CancellationToken ct)
    {
        try
        {
            var shown = await Ask<DescribeLoadBalancerAttributesOutput>(
                call,
                nameof(elb.DescribeLoadBalancerAttributes),
                new DescribeLoadBalancerAttributesInput { LoadBalancerArn = balancer.LoadBalancerArn! },
                ct);
            return shown.Attributes!.Exists(each => each is { Key: Enabled, Value: "true" });
        }
        catch (AwsError gone) when (gone.Code == "LoadBalancerNotFound")
        {
            // Deleted since it was listed.
            return false;
        }
    }

    private ManagedResource Of(Call call, LoadBalancer balancer) => new(
        balancer.LoadBalancerArn!,
        balancer.LoadBalancerName!,
        [
            .. balancer.AvailabilityZones!
                .Select(zone => ZoneNames.Find(call.Account, atlas.Region(region)!, zone.ZoneName!)!.Name)
                .Order(StringComparer.Ordinal),
        ]);

    private async ValueTask<T> Ask<T>(Call call, string operation, IStructure request, CancellationToken ct)
        where T : class, IStructure
    {
        var asked = call with
        {
            Service = ElbModel.Service,
            Operation = ElbModel.Service.Operations.First(each => each.Name == operation),
        };
        return (T)(await elb.Invoke(asked, request, ct))!;
    }
}

/// <summary>Something that can be shifted, with the ids of the zones that it is in.</summary>
internal sealed record ManagedResource(string Arn, string Name, List<string> Zones);
