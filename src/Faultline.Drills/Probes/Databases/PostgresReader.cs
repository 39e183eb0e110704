using Faultline.Drills.Plans;
using Faultline.Drills.Sites;

namespace Faultline.Drills.Probes.Databases;

/// <summary>Reads the newest key of a writer, and counts reads that show less than one that had ended before.</summary>
internal sealed class PostgresReader(ISite site, PostgresReaderPlan plan) : DatabaseProbe(site, plan, plan.Database)
{
    private readonly PostgresReaderPlan plan = plan;
    private long seen;
    private long stale;

    public string Writer => plan.Writer;

    public long StaleReads => Interlocked.Read(ref stale);

    protected override async ValueTask Act(IDatabase database, int client, long key, CancellationToken ct)
    {
        var before = Interlocked.Read(ref seen);
        var newest = await database.Newest(plan.Writer, ct);
        if (newest < before)
        {
            Interlocked.Increment(ref stale);
        }

        for (var known = before; newest > known;)
        {
            var found = Interlocked.CompareExchange(ref seen, newest, known);
            known = found == known ? newest : found;
        }
    }
}
