using System.Globalization;
using Faultline.Drills.Plans;
using Faultline.Drills.Sites;

namespace Faultline.Drills.Probes.Databases;

/// <summary>
/// Clients of a database: each keeps one connection, as a program's pool does, and opens another after a failure.
/// </summary>
internal abstract class DatabaseProbe(ISite site, ProbePlan plan, DatabasePlan at) : Probe(plan)
{
    private readonly IDatabase?[] open = new IDatabase?[plan.Clients];

    public override int Hands => 1;

    protected ISite Site => site;

    public override async ValueTask<Outcome> Try(int client, long key, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(Plan.Timeout, site.Node.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            var database = open[client] ??= await Connect(either.Token);
            await Act(database, client, key, either.Token);
            return new(true);
        }
        catch (Exception why) when (Failures.Knows(why))
        {
            if (Interlocked.Exchange(ref open[client], null) is { } broken)
            {
                // Nobody waits for the end of what is broken.
                _ = Drop(broken);
            }

            ct.ThrowIfCancellationRequested();
            return Outcome.Failed(late.IsCancellationRequested ? Failures.Timeout : Failures.Of(why));
        }
    }

    public override async ValueTask DisposeAsync()
    {
        foreach (var database in open.OfType<IDatabase>())
        {
            await Drop(database);
        }

        await base.DisposeAsync();
    }

    protected virtual ValueTask<IDatabase> Connect(CancellationToken ct) => site.Connect(
        new(at.Host, int.Parse(at.Port, CultureInfo.InvariantCulture), at.Database, at.User, at.Password)
        {
            Timeout = Plan.Timeout,
        },
        ct);

    protected abstract ValueTask Act(IDatabase database, int client, long key, CancellationToken ct);

    protected static async Task Drop(IDatabase database)
    {
        try
        {
            await database.DisposeAsync();
        }
        catch (Exception gone) when (Failures.Knows(gone))
        {
            // It is gone, which is what is wanted.
        }
    }
}
