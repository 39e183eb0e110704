using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Keeping;
using Faultline.Store;

namespace Faultline.Services.Ec2;

/// <summary>Instances and volumes as things that a fault can hit: where they are, and by their ids.</summary>
internal sealed partial class Ec2 : IResources
{
    public async ValueTask<IReadOnlyCollection<Resource>> Resources()
    {
        try
        {
            using var held = await book.Take(CancellationToken.None);
            return [.. Instances(held.State), .. Volumes(held.State)];
        }
        catch (StoreBroken)
        {
            // A fault that broke the disk must be there to see, and to clear.
            return [];
        }
    }

    private IEnumerable<Resource> Instances(Ec2State state) => state.Machines.All
        .Where(machine => !machine.Is(InstanceStateName.Terminated))
        .Select(machine => new Resource(
            "ec2",
            "instance",
            $"arn:aws:ec2:{region}:{machine.Account}:instance/{machine.Id}",
            machine.Id,
            machine.Account,
            (machine.Host is { } host ? state.Hosts.Find(host) : null)
                ?? PlaceOf(machine.Shown.Placement?.AvailabilityZoneId)));

    private IEnumerable<Resource> Volumes(Ec2State state) => state.Volumes.All.Select(volume => new Resource(
        "ec2",
        "volume",
        $"arn:aws:ec2:{region}:{volume.Account}:volume/{volume.Id}",
        volume.Id,
        volume.Account,
        PlaceOf(volume.Shown.AvailabilityZoneId)));

    private Domain PlaceOf(string? zone) => zone is not null && around.Atlas.TryFind(zone, out var found)
        ? found
        : throw new InvariantBroken($"There is no zone {zone} on the map.");
}
