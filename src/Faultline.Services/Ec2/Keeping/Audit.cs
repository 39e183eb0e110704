using Faultline.Api.Ec2;
using Faultline.Engines.Processes;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Instances;

namespace Faultline.Services.Ec2.Keeping;

/// <summary>What must never be, whatever has happened: each sentence is a broken promise.</summary>
internal static class Audit
{
    public static IEnumerable<string> Of(Ec2State state, Atlas atlas, IProcesses? processes) =>
    [
        .. Addresses(state), .. Volumes(state), .. Room(state, atlas), .. Trees(state, processes),
    ];

    private static IEnumerable<string> Addresses(Ec2State state)
    {
        var published = state.Interfaces.All.Select(each => each.Shown.Association?.PublicIp);
        var own = state.Machines.All.Select(machine => machine.Address);
        var inside = state.Interfaces.All.SelectMany(each =>
            (each.Shown.PrivateIpAddresses ?? []).Select(one => $"{each.Shown.SubnetId} {one.PrivateIpAddress}"));
        foreach (var twice in Twice(published.Concat(own).Concat(inside)))
        {
            yield return $"{twice} is the address of two.";
        }

        foreach (var address in state.Addresses.All.Where(each => each.Shown.NetworkInterfaceId is not null))
        {
            var target = state.Interfaces.Find(address.Shown.NetworkInterfaceId);
            if (target?.Shown.PrivateIpAddresses?.Exists(each => each.Association?.AllocationId == address.Id) != true)
            {
                yield return $"{address.Id} leads to {address.Shown.NetworkInterfaceId}, which does not know of it.";
            }
        }

        var devices = state.Interfaces.All
            .Select(each => each.Shown.Attachment)
            .Where(attached => attached?.InstanceId is not null)
            .Select(attached => $"device {attached!.DeviceIndex} of {attached.InstanceId}");
        foreach (var twice in Twice(devices))
        {
            yield return $"Two interfaces are {twice}.";
        }
    }

    private static IEnumerable<string> Volumes(Ec2State state)
    {
        foreach (var volume in state.Volumes.All.Where(each => each.Shown.Attachments is { Count: > 1 }))
        {
            yield return $"{volume.Id} is on two instances.";
        }

        foreach (var volume in state.Volumes.All)
        {
            foreach (var attached in volume.Shown.Attachments ?? [])
            {
                if (state.Machines.Find(attached.InstanceId) is not { } machine
                    || machine.Is(InstanceStateName.Terminated))
                {
                    yield return $"{volume.Id} is on {attached.InstanceId}, which is gone.";
                }
            }
        }
    }

    private static IEnumerable<string> Room(Ec2State state, Atlas atlas)
    {
        var fresh = new Capacity.HostRoom(atlas);
        foreach (var machine in state.Machines.All.Where(machine => machine.HasRoom))
        {
            fresh.Occupy(machine.Host!, machine.Shown.InstanceType!);
        }

        foreach (var hold in state.Reservations.All)
        {
            hold.Occupy(fresh);
        }

        foreach (var host in atlas.Everything.All(DomainKind.Host))
        {
            var (noted, counted, size) = (state.Hosts.TakenOf(host), fresh.TakenOf(host), atlas.SizeOf(host));
            if (noted != counted)
            {
                yield return $"{host} has {noted} taken, and {counted} are there.";
            }

            if (counted.Vcpus > size.Vcpus || counted.MemoryMiB > size.MemoryMiB)
            {
                yield return $"{host} holds more than fits.";
            }
        }
    }

    private static IEnumerable<string> Trees(Ec2State state, IProcesses? processes)
    {
        if (processes is null)
        {
            yield break;
        }

        var alive = processes.All.Where(tree => tree.State != TreeState.Ended).ToList();
        foreach (var twice in Twice(alive.Select(tree => tree.Key.Split('.')[0])))
        {
            yield return $"{twice} runs twice.";
        }

        foreach (var id in alive.Select(tree => tree.Key.Split('.')[0]))
        {
            if (state.Machines.Find(id) is not { HasRoom: true })
            {
                yield return $"{id} runs, and has no room on any host.";
            }
        }
    }

    private static IEnumerable<string> Twice(IEnumerable<string?> all) => all
        .OfType<string>()
        .GroupBy(each => each, StringComparer.Ordinal)
        .Where(same => same.Count() > 1)
        .Select(same => same.Key);
}
