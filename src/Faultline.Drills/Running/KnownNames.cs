using System.Net;
using Faultline.Drills.Plans;
using Faultline.Drills.Sites;

namespace Faultline.Drills.Running;

/// <summary>
/// Where the names lead that the load calls. While a system comes up one node after the other gets into them, and a
/// client keeps what it heard for a minute: none of a system that has long been there knows its first node alone.
/// </summary>
internal sealed class KnownNames(ISite site, DrillPlan plan)
{
    private readonly Dictionary<string, (HashSet<IPAddress> Addresses, DateTimeOffset Since)> known =
        new(StringComparer.OrdinalIgnoreCase);

    private readonly string[] names =
    [
        .. plan.Probes.OfType<HttpPlan>().Select(probe => new Uri(probe.Url).Host)
            .Where(name => !IPAddress.TryParse(name.Trim('[', ']'), out _))
            .Distinct(StringComparer.OrdinalIgnoreCase),
    ];

    /// <summary>
    /// Which of them has not led to the same addresses for as long as the steady state must hold, or is about to lead
    /// to more; null once there is none.
    /// </summary>
    public async ValueTask<string?> Lacks(CancellationToken ct)
    {
        string? lacks = null;
        foreach (var name in names)
        {
            var now = site.Node.Now;
            var answer = await site.Resolve(name, ct);
            HashSet<IPAddress> addresses = [.. answer.Addresses.Select(each => each.Address)];
            if (!known.TryGetValue(name, out var before) || !before.Addresses.SetEquals(addresses))
            {
                known[name] = before = (addresses, now);
            }

            if (answer.IsComingUp)
            {
                lacks = $"targets behind {name} have not been checked often enough yet";
            }
            else if (now - before.Since < plan.Steady.For)
            {
                lacks = $"{name} has not led to the same addresses for {plan.Steady.For.TotalSeconds:0} s yet";
            }
        }

        return lacks;
    }
}
