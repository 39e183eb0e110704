using System.Globalization;
using Faultline.Drills.Plans;
using Faultline.Drills.Sites;

namespace Faultline.Drills.Probes.Http;

/// <summary>Requests of clients that honour DNS.</summary>
internal class HttpProbe(ISite site, HttpPlan plan) : Probe(plan)
{
    private const string Key = "${key}";

    private readonly HttpPlan plan = plan;

    private readonly HttpRequest? same = plan.Url.Contains(Key, StringComparison.Ordinal)
        || plan.Body?.Contains(Key, StringComparison.Ordinal) == true ? null : Request(plan, 0);

    private Visitor[] visitors = Come(site, plan, "");

    /// <summary>One that reads back what it wrote is a writer.</summary>
    public static HttpProbe Of(ISite site, HttpPlan plan) =>
        plan.ReadBack is { } whence ? new HttpWriter(site, plan, whence) : new HttpProbe(site, plan);

    public override async ValueTask<Outcome> Try(int client, long key, CancellationToken ct)
    {
        try
        {
            var answer = await Volatile.Read(ref visitors)[client].Ask(same ?? Request(plan, key), plan.Timeout, ct);
            return answer.IsSuccess
                ? new(true, answer.Zone)
                : Outcome.Failed(answer.Status.ToString(CultureInfo.InvariantCulture), answer.Zone);
        }
        catch (Exception why) when (Failures.Knows(why) && !ct.IsCancellationRequested)
        {
            return Outcome.Failed(Failures.Of(why), (why as ProbeFailed)?.Zone);
        }
        catch (Exception why) when (Failures.Knows(why))
        {
            throw new OperationCanceledException(why.Message, why, ct);
        }
    }

    public override void Renew() => Leave(Interlocked.Exchange(ref visitors, Come(site, plan, "another ")));

    public override ValueTask DisposeAsync()
    {
        Leave(visitors);
        return base.DisposeAsync();
    }

    private static Visitor[] Come(ISite site, HttpPlan plan, string which) =>
    [
        .. Enumerable.Range(1, plan.Clients).Select(client =>
            new Visitor(site, site.Node.Dice.Fork($"{which}client {client} of {plan.Name}"), plan.ZoneHeader)),
    ];

    private static void Leave(Visitor[] visitors)
    {
        foreach (var visitor in visitors)
        {
            visitor.Dispose();
        }
    }

    private static HttpRequest Request(HttpPlan plan, long key)
    {
        var number = key.ToString(CultureInfo.InvariantCulture);
        return HttpRequest.Of(
            plan.Method.ToUpperInvariant(),
            new Uri(plan.Url.Replace(Key, number, StringComparison.Ordinal)),
            plan.Body?.Replace(Key, number, StringComparison.Ordinal),
            plan.ContentType);
    }
}
