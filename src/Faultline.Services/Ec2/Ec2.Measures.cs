using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Measuring;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2 : IMeasured
{
    private InstanceMeter? meter;
    private VolumeGrowth? growth;

    public async ValueTask<IReadOnlyCollection<Measurement>> Measure(Period period, CancellationToken ct)
    {
        if (options.Engines is not { } engines)
        {
            return [];
        }

        // Files are looked at without the turn: that takes as long as the disk does.
        var grown = await (growth ??= new(engines.Volumes)).Look(await DataVolumes(ct), ct);
        using var held = await book.Take(ct);
        return (meter ??= new(checks, engines)).Look(held.State, grown, period, node.Now);
    }

    /// <summary>The volumes that are no roots, of instances that run.</summary>
    private async ValueTask<IReadOnlyList<string>> DataVolumes(CancellationToken ct)
    {
        using var held = await book.Take(ct);
        return
        [
            .. from disk in held.State.Volumes.All
                let attachment = disk.Attachment
                where attachment?.InstanceId is { } id
                    && held.State.Machines.Find(id) is { } machine
                    && machine.Is(InstanceStateName.Running)
                    && attachment.Device != machine.Shown.RootDeviceName
                select disk.Id,
        ];
    }
}
