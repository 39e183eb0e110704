using Faultline.Drills.Plans;
using Faultline.Drills.Probes.Databases;
using Faultline.Drills.Probes.Http;
using Faultline.Drills.Probes.Queues;
using Faultline.Drills.Sites;

namespace Faultline.Drills.Probes;

/// <summary>Makes the probes of a plan, and says what no probe can do.</summary>
internal sealed class Crew(ISite site, DrillPlan plan)
{
    private readonly Dictionary<string, Deliveries> queues = new(StringComparer.Ordinal);
    private readonly Drain drain = new(site, plan.Region);

    public IReadOnlyList<Probe> Make()
    {
        List<string> problems = [.. plan.Probes.SelectMany(Problems), .. Twice(), .. Strangers()];
        if (problems.Count > 0)
        {
            throw new DrillRefused(problems);
        }

        foreach (var consumer in plan.Probes.OfType<QueueConsumerPlan>())
        {
            Queue(consumer.Url).DeadLetters ??= consumer.DeadLetters;
        }

        return [.. plan.Probes.Select(Probe)];
    }

    private static IEnumerable<string> Problems(ProbePlan probe)
    {
        if (probe.Clients < 1 || probe.Rate < 0 || probe.Retries < 0 || probe.Timeout <= TimeSpan.Zero)
        {
            yield return $"{probe.Name}: it takes a client, a timeout, and no negative numbers.";
        }

        if (probe is HttpPlan http)
        {
            foreach (var url in new[] { http.Url, http.ReadBack }.Where(static url => !IsHttp(url)))
            {
                yield return $"{probe.Name}: {url} is no URL of http.";
            }
        }

        var database = (probe as PostgresWriterPlan)?.Database ?? (probe as PostgresReaderPlan)?.Database;
        if (database is not null && !ushort.TryParse(database.Port, out _))
        {
            yield return $"{probe.Name}: {database.Port} is no port.";
        }
    }

    private static bool IsHttp(string? url) =>
        url is null || (Uri.TryCreate(url, UriKind.Absolute, out var read) && read.Scheme == Uri.UriSchemeHttp);

    private IEnumerable<string> Twice() => plan.Probes
        .GroupBy(static probe => probe.Name, StringComparer.Ordinal)
        .Where(static same => same.Count() > 1)
        .Select(static same => $"{same.Key}: two probes have this name.");

    private IEnumerable<string> Strangers() =>
        from reader in plan.Probes.OfType<PostgresReaderPlan>()
        where !plan.Probes.OfType<PostgresWriterPlan>().Any(writer => writer.Name == reader.Writer)
        select $"{reader.Name}: no probe named {reader.Writer} writes rows.";

    private Probe Probe(ProbePlan probe) => probe switch
    {
        HttpPlan http => HttpProbe.Of(site, http),
        PostgresWriterPlan writer => new PostgresWriter(site, writer),
        PostgresReaderPlan reader => new PostgresReader(site, reader),
        QueueProducerPlan producer => new QueueProducer(site, producer, plan.Region, Queue(producer.Url), drain),
        QueueConsumerPlan consumer => new QueueConsumer(site, consumer, plan.Region, Queue(consumer.Url)),
        _ => throw new DrillRefused([$"{probe.Name}: nobody knows such probes."]),
    };

    private Deliveries Queue(string url)
    {
        if (!queues.TryGetValue(url, out var queue))
        {
            queues.Add(url, queue = new(url));
        }

        return queue;
    }
}
