using System.Text.RegularExpressions;
using Faultline.Api.Sqs;
using Faultline.Drills.Plans;
using Faultline.Drills.Sites;
using Faultline.Wire.Shapes;

namespace Faultline.Drills.Probes.Queues;

/// <summary>Clients of a queue. They call SQS as a customer's program does, and faults meet them.</summary>
internal abstract partial class QueueProbe(ISite site, ProbePlan plan, string url, string region) : Probe(plan)
{
    protected ISite Site => site;

    protected string Url => url;

    /// <summary>The region that a queue's URL names; the other one where it names none.</summary>
    public static string RegionOf(string url, string other) => RegionName().Match(url) is { Success: true } match
        ? match.Value
        : other;

    public override async ValueTask<Outcome> Try(int client, long key, CancellationToken ct)
    {
        using var late = new CancellationTokenSource(Plan.Timeout, site.Node.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        try
        {
            await Act(client, key, either.Token);
            return new(true);
        }
        catch (Exception why) when (Failures.Knows(why))
        {
            ct.ThrowIfCancellationRequested();
            return Outcome.Failed(late.IsCancellationRequested ? Failures.Timeout : Failures.Of(why));
        }
    }

    protected abstract ValueTask Act(int client, long key, CancellationToken ct);

    protected ValueTask<TOut> Call<TOut>(string operation, IStructure input, CancellationToken ct)
        where TOut : class, IStructure, new() =>
        site.Call<TOut>(RegionOf(url, region), SqsModel.Service, operation, input, ct);

    /// <summary>As a label of a host or a part of a path.</summary>
    [GeneratedRegex("(?<=[./])[a-z]{2}(-[a-z]+){1,3}-[0-9](?=[./:])")]
    private static partial Regex RegionName();
}
