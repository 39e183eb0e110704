using Faultline.Services.ClassicElb.Measuring;

namespace Faultline.Services.ClassicElb;

internal sealed partial class ClassicElb : IMeasured
{
    private ClassicMeter? meter;

    public async ValueTask<IReadOnlyCollection<Measurement>> Measure(Period period, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        meter ??= new(BalancerMeter.Zones(around.Atlas, region));
        return meter.Look(held.State, id => options.Balancers?.Look(id) ?? [], period);
    }
}
