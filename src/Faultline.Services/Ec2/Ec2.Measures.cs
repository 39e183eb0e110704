using Faultline.Services.Ec2.Measuring;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2 : IMeasured
{
    private InstanceMeter? meter;

    public async ValueTask<IReadOnlyCollection<Measurement>> Measure(Period period, CancellationToken ct)
    {
        if (options.Engines is not { } engines)
        {
            return [];
        }

        using var held = await book.Take(ct);
        return (meter ??= new(checks)).Look(held.State, engines.Processes, period, node.Now);
    }
}
