using System.Globalization;
using Faultline.Drills.Measuring;
using Faultline.Drills.Plans;
using Faultline.Drills.Reports;
using Faultline.Drills.Sites;

namespace Faultline.Drills.Probes.Http;

/// <summary>Requests of clients that honour DNS.</summary>
internal class HttpProbe(ISite site, HttpPlan plan) : Probe(plan)
{
    private const string Key = "${key}";

    private readonly HttpPlan plan = plan;

    private readonly HttpRequest? same = plan.Url.Contains(Key, StringComparison.Ordinal)
        || plan.Body?.Contains(Key, StringComparison.Ordinal) == true ? null : Request(plan, 0);

    private Crowd crowd = Come(site, plan, "");

    /// <summary>One that reads back what it wrote is a writer.</summary>
    public static HttpProbe Of(ISite site, HttpPlan plan) =>
        plan.ReadBack is { } whence ? new HttpWriter(site, plan, whence) : new HttpProbe(site, plan);

    public override async ValueTask<Outcome> Try(int client, long key, CancellationToken ct)
    {
        try
        {
            var visitor = Volatile.Read(ref crowd).Visitors[client];
            var answer = await visitor.Ask(same ?? Request(plan, key), plan.Timeout, ct);
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

    public override Stranded? Stranded(DateTimeOffset struck, DateTimeOffset ended)
    {
        var now = Volatile.Read(ref crowd);
        return Stranding.Of(
            now.Hearsay.SelectMany(each => each.Silences()), now.Answers, plan.Clients, struck, ended);
    }

    public override void Renew() => Leave(Interlocked.Exchange(ref crowd, Come(site, plan, "another ")));

    public override ValueTask DisposeAsync()
    {
        Leave(crowd);
        return base.DisposeAsync();
    }

    private static Crowd Come(ISite site, HttpPlan plan, string which)
    {
        var answers = new Whereabouts();
        Hearsay[] hearsay = [.. Enumerable.Range(1, plan.Clients).Select(client => new Hearsay(client, answers))];
        return new(
            [
                .. hearsay.Select((heard, at) => new Visitor(
                    site, site.Node.Dice.Fork($"{which}client {at + 1} of {plan.Name}"), plan.ZoneHeader, heard)),
            ],
            hearsay,
            answers);
    }

    private static void Leave(Crowd crowd)
    {
        foreach (var visitor in crowd.Visitors)
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

    /// <summary>Clients that came together.</summary>
    private sealed record Crowd(Visitor[] Visitors, Hearsay[] Hearsay, Whereabouts Answers);
}
