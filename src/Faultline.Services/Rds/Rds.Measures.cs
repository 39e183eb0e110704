using Faultline.Engines.Processes;
using Faultline.Services.Rds.Measuring;

namespace Faultline.Services.Rds;

internal sealed partial class Rds : IMeasured
{
    private DatabaseMeter? meter;

    public async ValueTask<IReadOnlyCollection<Measurement>> Measure(Period period, CancellationToken ct)
    {
        if (options.Engines is not { } engines || tending is null)
        {
            return [];
        }

        using var held = await book.Take(ct);
        meter ??= new();
        return meter.Look(held.State, tending.Clusters.Find, engines.Postgres.BytesOf, Usage, period);

        TreeUsage? Usage(string key) =>
            engines.Postgres.Find(key)?.Tree is { } tree ? engines.UsageOf(tree) : null;
    }
}
