using System.Globalization;

namespace Faultline.Drills.Ledgers;

/// <summary>
/// What the clients of one probe sent and were told. It stands outside whatever is struck: in memory, and as lines
/// <c>event,key,client,time,word</c> in a file.
/// </summary>
internal sealed class Ledger(string probe, string? path) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<long, LedgerEntry> entries = [];
    private readonly LedgerFile file = new(path);

    public string Probe => probe;

    /// <summary>Why its file is not whole; null where it is.</summary>
    public string? Trouble
    {
        get
        {
            lock (gate)
            {
                return file.Trouble;
            }
        }
    }

    public IReadOnlyCollection<LedgerEntry> Entries
    {
        get
        {
            lock (gate)
            {
                return [.. entries.Values.OrderBy(static entry => entry.Key)];
            }
        }
    }

    /// <summary>It is taken down before it is sent: whatever is there later was sent by somebody.</summary>
    public void Sent(long key, int client, DateTimeOffset at)
    {
        lock (gate)
        {
            entries.Add(key, new(probe, client, key, at));
            Add("sent", key, client, at, "");
        }
    }

    public void Acknowledged(long key, DateTimeOffset at)
    {
        lock (gate)
        {
            var entry = entries[key] = entries[key] with { Acknowledged = at };
            Add("acknowledged", key, entry.Client, at, "");
        }
    }

    /// <summary>Nobody knows whether it was done.</summary>
    public void Failed(long key, DateTimeOffset at, string why)
    {
        lock (gate)
        {
            var entry = entries[key] = entries[key] with { Failed = why };
            Add("failed", key, entry.Client, at, why);
        }
    }

    public void Flush()
    {
        lock (gate)
        {
            file.Flush();
        }
    }

    /// <summary>Adds what is there to the evidence; gives the digest of all of it.</summary>
    public string Close(Remains? remains)
    {
        lock (gate)
        {
            foreach (var found in remains?.Found ?? [])
            {
                Add("found", found.Key, null, null, found.Value ?? "");
            }

            foreach (var found in remains?.DeadLetters ?? [])
            {
                Add("dead", found.Key, null, null, found.Value ?? "");
            }

            return file.Digest();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            file.Dispose();
        }
    }

    private void Add(string what, long key, int? client, DateTimeOffset? at, string word) =>
        file.Add(string.Create(
            CultureInfo.InvariantCulture, $"{what},{key},{client},{at?.UtcDateTime:O},{OneWord(word)}"));

    private static string OneWord(string text) =>
        text.AsSpan().ContainsAny(',', '\n', '\r') ? string.Join(' ', text.Split(',', '\n', '\r')) : text;
}
