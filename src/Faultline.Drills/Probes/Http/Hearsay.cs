using System.Collections.Immutable;
using System.Net;
using Faultline.Drills.Measuring;
using Faultline.Drills.Sites;

namespace Faultline.Drills.Probes.Http;

/// <summary>
/// What one client believes of its name, and the times in which nobody answered it: what it had been told by then, and
/// when it was told of another address.
/// </summary>
internal sealed class Hearsay(int client, Whereabouts answers)
{
    /// <summary>Shorter ones are of no interest, and there could be one every other try.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly List<Silence> over = [];
    private NameAnswer held = new([], TimeSpan.Zero);
    private Silence? open;

    /// <summary>Where its name leads, as it believes now: it has asked, or believes what it was told.</summary>
    public void Told(NameAnswer answer, DateTimeOffset now)
    {
        lock (gate)
        {
            held = answer;
            if (open is { Told: null } silent && !Addresses(answer.Addresses).IsSubsetOf(silent.Held))
            {
                open = silent with { Told = now };
            }
        }
    }

    /// <summary>A try that began then had no answer, of whichever kind, by now.</summary>
    public void Failed(DateTimeOffset began, DateTimeOffset now)
    {
        lock (gate)
        {
            open ??= new(client, began, now)
            {
                Held = Addresses(held.Addresses),
                Zones = [.. held.Addresses.Select(each => each.Zone).OfType<string>().Distinct()],
                Ttl = held.Ttl,
            };
        }
    }

    /// <summary>A try that began then was answered by now, well or ill.</summary>
    public void Answered(DateTimeOffset began, DateTimeOffset now, ResolvedAddress by)
    {
        answers.Add(by.Address, now);
        lock (gate)
        {
            // An answer to what was asked before is no sign that the silence is over.
            if (open is not { } silent || began < silent.Failed)
            {
                return;
            }

            open = null;
            if (now - silent.Began >= Least)
            {
                over.Add(silent with { Ended = now, By = by.Address });
            }
        }
    }

    /// <summary>In their order; the last one may last yet.</summary>
    public IReadOnlyList<Silence> Silences()
    {
        lock (gate)
        {
            return open is { } silent ? [.. over, silent] : [.. over];
        }
    }

    private static ImmutableHashSet<IPAddress> Addresses(IEnumerable<ResolvedAddress> all) =>
        [.. all.Select(each => each.Address)];
}
