using System.Collections.Immutable;
using System.Net;
using Faultline.Drills.Reports;

namespace Faultline.Drills.Measuring;

/// <summary>
/// A client had no answer for a time: from when the first try began that failed, to the first answer; no end is one
/// that never came.
/// </summary>
/// <param name="Failed">When that first try had failed.</param>
internal sealed record Silence(int Client, DateTimeOffset Began, DateTimeOffset Failed)
{
    /// <summary>What its name led to, as it had been told by then, and how long it may believe that.</summary>
    public ImmutableHashSet<IPAddress> Held { get; init; } = [];

    public ImmutableArray<string> Zones { get; init; } = [];

    public TimeSpan Ttl { get; init; }

    /// <summary>When it was first told of another address.</summary>
    public DateTimeOffset? Told { get; init; }

    public DateTimeOffset? Ended { get; init; }

    /// <summary>Who answered in the end.</summary>
    public IPAddress? By { get; init; }
}

/// <summary>
/// Which clients were without an answer only because all addresses that they knew had died: others answered meanwhile,
/// and they had not asked anew. Pure.
/// </summary>
internal static class Stranding
{
    /// <summary>What passes sooner is told by seconds that failed, and by nothing else.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    /// <param name="clients">How many there are.</param>
    /// <param name="ended">When the load ended.</param>
    /// <returns>Null where there were none.</returns>
    public static Stranded? Of(
        IEnumerable<Silence> silences, Whereabouts answers, int clients, DateTimeOffset struck, DateTimeOffset ended)
    {
        var stranded = silences
            .Select(silence => (Silence: silence, Waited: Waited(silence, answers, struck, ended)))
            .Where(each => each.Waited >= Least)
            .GroupBy(each => each.Silence.Client, (_, own) => own.MaxBy(each => each.Waited))
            .ToList();
        return stranded.Count == 0 ? null : new(stranded.Count, clients)
        {
            Shortest = stranded.Min(each => each.Waited),
            Longest = stranded.Max(each => each.Waited),
            Ttl = stranded.Max(each => each.Silence.Ttl),
            Addresses =
            [
                .. stranded.SelectMany(each => each.Silence.Held).Select(each => each.ToString()).Distinct()
                    .Order(StringComparer.Ordinal),
            ],
            Zones =
            [
                .. stranded.SelectMany(each => each.Silence.Zones).Distinct().Order(StringComparer.Ordinal),
            ],
        };
    }

    /// <summary>How long a client waited only for what it had been told; nothing where it waited for more.</summary>
    private static TimeSpan Waited(
        Silence silence, Whereabouts answers, DateTimeOffset struck, DateTimeOffset ended)
    {
        if (silence.Failed < struck || silence.Held.IsEmpty)
        {
            return TimeSpan.Zero;
        }

        var until = silence.Ended ?? ended;
        var leads = silence.By is { } by && !silence.Held.Contains(by);
        if (!leads && answers.First(address => !silence.Held.Contains(address), silence.Failed) is var other
            && (other is null || other >= until))
        {
            return TimeSpan.Zero; // There was nowhere to go.
        }

        // An address that anybody is answered at again is dead no more.
        var back = answers.First(silence.Held.Contains, silence.Failed + Whereabouts.Grain);
        DateTimeOffset[] ends = [silence.Told ?? until, back ?? until, until];
        var end = ends.Min();

        // A try that hung is not to blame on the name.
        return end - silence.Failed < Least
            ? TimeSpan.Zero
            : end - (silence.Began > struck ? silence.Began : struck);
    }
}
