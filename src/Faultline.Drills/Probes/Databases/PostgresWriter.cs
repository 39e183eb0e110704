using Faultline.Drills.Ledgers;
using Faultline.Drills.Plans;
using Faultline.Drills.Sites;
using Faultline.Kernel;

namespace Faultline.Drills.Probes.Databases;

/// <summary>Writes a row for each attempt: its key, and the value that follows from it.</summary>
internal sealed class PostgresWriter(ISite site, PostgresWriterPlan plan)
    : DatabaseProbe(site, plan, plan.Database), IWriter
{
    private static readonly TimeSpan ReadBackTimeout = TimeSpan.FromSeconds(30);

    private readonly PostgresWriterPlan plan = plan;
    private readonly Turn preparing = new();

    public async ValueTask<Remains> ReadBack(DateTimeOffset until, CancellationToken ct)
    {
        var rows = await Patience.Until(Site.Node.Clock, until, async () =>
        {
            using var late = new CancellationTokenSource(ReadBackTimeout, Site.Node.Clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
            var database = await base.Connect(either.Token);
            try
            {
                return await database.Read(plan.Name, either.Token);
            }
            finally
            {
                await Drop(database);
            }
        }, ct);
        return new([.. rows.Select(static row => new Found(row.Key, row.Value))]) { InOrder = true };
    }

    /// <summary>Two that make the same table at once get in each other's way.</summary>
    protected override async ValueTask<IDatabase> Connect(CancellationToken ct)
    {
        var database = await base.Connect(ct);
        try
        {
            await preparing.Take(ct);
            try
            {
                await database.Prepare(ct);
                return database;
            }
            finally
            {
                preparing.Give();
            }
        }
        catch
        {
            _ = Drop(database);
            throw;
        }
    }

    protected override ValueTask Act(IDatabase database, int client, long key, CancellationToken ct) =>
        database.Write(plan.Name, key, Payload.Of(plan.Name, key), ct);
}
