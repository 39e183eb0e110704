using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// An instance. <c>Ref</c> gives its id. Its root is a volume always, so that its type, user data and EBS optimization
/// are changed while it is stopped (<see cref="InstanceRest"/>), and it stays the same instance.
/// </summary>
internal sealed class InstanceResource(Ec2Api ec2) : Ec2Type(
    ec2,
    "Instance",
    "AvailabilityZone",
    Devices,
    "CpuOptions",
    "CreditSpecification",
    "DisableApiTermination",
    "EbsOptimized",
    "HibernationOptions",
    "IamInstanceProfile",
    "ImageId",
    "InstanceInitiatedShutdownBehavior",
    "InstanceType",
    "Ipv6AddressCount",
    "Ipv6Addresses",
    "KeyName",
    "LaunchTemplate",
    "MetadataOptions",
    "Monitoring",
    "NetworkInterfaces",
    "PlacementGroupName",
    "PrivateDnsNameOptions",
    "PrivateIpAddress",
    "PropagateTagsToVolumeOnCreation",
    "SecurityGroupIds",
    "SecurityGroups",
    "SourceDestCheck",
    "SubnetId",
    "Tags",
    "Tenancy",
    "UserData",
    "Volumes")
{
    private const string Devices = "BlockDeviceMappings";

    private readonly InstanceRest rest = new(ec2);
    private readonly InstanceChange change = new(ec2);
    private readonly InstanceParts parts = new(ec2);

    protected override IReadOnlyList<string> InPlace =>
        [.. InstanceRest.Names, .. InstanceChange.Names, Devices, "PropagateTagsToVolumeOnCreation", "Volumes"];

    /// <summary>
    /// Of what AWS says "maybe": what is changed in place here is, and whether a volume goes with its instance; all
    /// else needs another instance.
    /// </summary>
    public override bool Replaces(Properties before, Properties after, IReadOnlySet<string> changed) =>
        changed.Any(name => name == Devices
            ? InstanceDevices.Replaces(before, after)
            : Facts.Find(name)?.Replaces != Replacement.Never && !InPlace.Contains(name));

    public override async ValueTask<bool> IsReady(Work work, CancellationToken ct)
    {
        var instance = await Present(work, ct);
        if (instance.State!.Name is InstanceStateName.Terminated or InstanceStateName.ShuttingDown)
        {
            throw new AwsError(
                "NotStabilized", 400,
                $"Instance {work.Id} failed to stabilize. Current state: {instance.State.Name}. "
                + $"Reason: {instance.StateReason?.Message ?? instance.StateTransitionReason}");
        }

        return await rest.IsOver(work, instance, ct);
    }

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        (await work.Ask(
            Ec2.DescribeInstances,
            new DescribeInstancesRequest { Filters = Mark.Where("client-token", work.Token) },
            ct))
        .Reservations!.FirstOrDefault()?.Instances![0].InstanceId;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct) =>
        (await work.Ask(Ec2.RunInstances, InstanceLaunch.Of(work), ct)).Instances![0].InstanceId!;

    protected override async ValueTask Change(Work work, Properties before, CancellationToken ct)
    {
        var now = work.Properties;
        if (!before.Names.Any())
        {
            await parts.Join(work, now, ct);
            if (now.Has("SourceDestCheck"))
            {
                await change.Guard(work, ct);
            }
        }
        else
        {
            await change.Apply(work, before, ct);
            if (Differ(before, now, Devices))
            {
                await change.Keep(work, InstanceDevices.Kept(now), ct);
            }

            await rest.Begin(work, before, await Present(work, ct), ct);
        }

        await parts.Attach(work, before, ct);
    }

    protected override async ValueTask Remove(Work work, CancellationToken ct) =>
        await work.Ask(Ec2.TerminateInstances, new TerminateInstancesRequest { InstanceIds = [work.Id!] }, ct);

    protected override async ValueTask<bool> Went(Work work, CancellationToken ct) =>
        (await Present(work, ct)).State!.Name == InstanceStateName.Terminated;

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var instance = await Present(work, ct);
        if (instance.State!.Name is InstanceStateName.Terminated or InstanceStateName.ShuttingDown)
        {
            return null;
        }

        var shown = InstanceSight.Of(instance, work.Properties);
        await rest.Show(work, shown, ct);
        await change.Show(work, shown, ct);
        return shown;
    }

    private async ValueTask<Instance> Present(Work work, CancellationToken ct) =>
        (await work.Ask(Ec2.DescribeInstances, new DescribeInstancesRequest { InstanceIds = [work.Id!] }, ct))
        .Reservations![0].Instances![0];
}
