using System.Collections.Immutable;
using Faultline.Api.Ec2;
using Faultline.Engines.Processes;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Maintenance;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    /// <summary>All instances of all accounts that are not gone, as they are on this machine.</summary>
    public async ValueTask<IReadOnlyList<RunningInstance>> Machines()
    {
        if (options.Engines is not { } engines)
        {
            return [];
        }

        using var held = await book.Take(CancellationToken.None);
        var (view, trees) = (new InstanceView(held.State), MachineTrees.ByMachine(engines.Processes));
        return
        [
            .. held.State.Machines.All
                .Where(machine => !machine.Is(InstanceStateName.Terminated))
                .Select(machine => Machine(
                    engines, held.State, machine, view.Of(machine), MachineTrees.Of(machine, trees[machine.Id]))),
        ];
    }

    /// <summary>The accounts that have instances that are not gone.</summary>
    public async ValueTask<IReadOnlyCollection<string>> Accounts()
    {
        using var held = await book.Take(CancellationToken.None);
        return held.State.Machines.All
            .Where(machine => !machine.Is(InstanceStateName.Terminated))
            .Select(machine => machine.Account)
            .ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Those that were told that they may be, or are about to be, taken away, of all accounts.</summary>
    public async ValueTask<ImmutableHashSet<string>> AtRisk(CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var all = held.State.Machines.All
            .Where(machine => machine.Rebalance is not null || machine.Notice is not null)
            .Select(machine => machine.Id)
            .ToImmutableHashSet(StringComparer.Ordinal);
        await held.Keep();
        return all;
    }

    private RunningInstance Machine(
        Ec2Engines engines, Ec2State state, Machine machine, Instance shown, MachineTrees trees)
    {
        var tree = trees.Current is { State: not TreeState.Ended } alive ? alive : null;
        var disk = shown.BlockDeviceMappings?.Find(each => each.DeviceName == shown.RootDeviceName)?.Ebs?.VolumeId;
        var root = disk is null ? engines.Folders.PathOf(machine.Id) : engines.Volumes.FolderOf(disk);
        return new(machine.Id, machine.Account, region, machine.State)
        {
            Zone = shown.Placement?.AvailabilityZone,
            Host = machine.Host,
            Vpc = shown.VpcId,
            PrivateAddress = shown.PrivateIpAddress,
            PublicAddress = shown.PublicIpAddress,
            Address = machine.Address,
            Root = tree?.Root,
            Tree = tree?.Key,
            Booted = tree?.Began,
            Ports = [.. (tree?.Ports ?? []).Where(port => port != options.MetadataPort)],
            Doors = doors is null ? [] : [.. doors.Of(machine.Id)],
            Folder = root,
            Events = [.. Schedule.Of(state, machine.Id, node.Now).Select(Shown)],
            Notice = machine.Notice,
            NoticeStops = machine.NoticeStops,
            Rebalance = machine.Rebalance,
            Environment = tree is null
                ? new Dictionary<string, string>()
                : new(boot!.Spec(machine, root).Environment) { [BootScript.InitVariable] = $"{tree.Root}" },
        };
    }

    private static AnnouncedEvent Shown(ScheduledEvent own) => new(
        own.Id, own.Shown.Code!, own.Shown.Description!, own.NotBefore, own.State.ToString().ToLowerInvariant());
}
