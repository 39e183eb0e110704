using System.Net;
using Faultline.Drills.Sites;
using Faultline.Simulation;

namespace Faultline.Drills.Simulated;

/// <summary>
/// A scripted database as a probe sees it: it knows numbers alone, so what they stand for is remembered by all who are
/// connected to the same site.
/// </summary>
internal sealed class PlayedDatabase(
    ScriptedPostgres postgres, IPEndPoint at, TimeSpan patience, List<(string Probe, long Key, string Value)> rows)
    : IDatabase
{
    /// <summary>Numbers from here on are rows of probes; those below are what instances wrote.</summary>
    private const long First = 1L << 40;

    public ValueTask Prepare(CancellationToken ct) => ValueTask.CompletedTask;

    public async ValueTask Write(string probe, long key, string value, CancellationToken ct)
    {
        rows.Add((probe, key, value));
        var outcome = await postgres.Write(at, First + rows.Count - 1, patience);
        if (outcome != ScriptedWrite.Acknowledged)
        {
            throw new IOException(outcome == ScriptedWrite.Refused
                ? "The database takes no writes."
                : "The connection to the database broke.");
        }
    }

    public async ValueTask<IReadOnlyList<(long Key, string Value)>> Read(string probe, CancellationToken ct) =>
        [.. (await All()).Where(row => row.Probe == probe).Select(row => (row.Key, row.Value))];

    public async ValueTask<long> Newest(string probe, CancellationToken ct) =>
        (await All()).Where(row => row.Probe == probe).Select(row => row.Key).DefaultIfEmpty().Max();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task<List<(string Probe, long Key, string Value)>> All() =>
        await postgres.Read(at, patience) is { } values
            ? [.. values.Where(value => value >= First).Select(value => rows[(int)(value - First)])]
            : throw new IOException("The database does not answer.");
}
