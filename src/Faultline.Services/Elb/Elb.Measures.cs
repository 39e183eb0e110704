using Faultline.Services.Elb.Measuring;

namespace Faultline.Services.Elb;

internal sealed partial class Elb : IMeasured
{
    private ElbMeter? meter;

    public async ValueTask<IReadOnlyCollection<Measurement>> Measure(Period period, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        meter ??= new(BalancerMeter.Zones(around.Atlas, region));
        return meter.Look(held.State, id => options.Balancers?.Look(id) ?? [], period);
    }
}
