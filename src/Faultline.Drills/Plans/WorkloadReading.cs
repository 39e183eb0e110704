using Faultline.Kernel.Faults;
using YamlDotNet.RepresentationModel;

namespace Faultline.Drills.Plans;

/// <summary>Reads the workload of a drill: its probes, each by the one key that says what it does.</summary>
internal sealed class WorkloadReading(Problems problems)
{
    private const double RateMax = 100_000;
    private const long ClientsMax = 10_000;

    private static readonly string[] methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];

    public IReadOnlyList<ProbePlan> Read(YamlNode? node)
    {
        var probes = new List<ProbePlan>();
        var nodes = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var (name, key, value) in Fields.Entries(node, "the workload", problems))
        {
            if (Probe(name, key, value) is { } probe)
            {
                probes.Add(probe);
                nodes[name] = value;
            }
        }

        return [.. probes.Select(probe => probe is PostgresReaderPlan reader
            ? reader with { Writer = Writer(reader, nodes[reader.Name], probes) }
            : probe)];
    }

    private ProbePlan? Probe(string name, YamlNode key, YamlNode node)
    {
        if (node is not YamlMappingNode mapping)
        {
            problems.At(key, $"the probe {name} is a mapping with one of {string.Join(", ", Keys.Kinds)}.");
            return null;
        }

        var kinds = mapping.Children.Keys.OfType<YamlScalarNode>().Select(each => each.Value!)
            .Where(Keys.Kinds.Contains).ToArray();
        if (kinds is not [var kind])
        {
            var near = string.Concat(mapping.Children.Keys.OfType<YamlScalarNode>()
                .Select(each => each.Value!).Where(each => !Keys.Probe.Contains(each))
                .Select(each => Nearest.To(each, Keys.Kinds)).Take(1));
            problems.At(key, $"the probe {name} does one thing: it has one of {string.Join(", ", Keys.Kinds)}.{near}");
            return null;
        }

        if (Fields.Of(node, $"the probe {name}", [kind, .. Keys.OfProbe(kind)], problems) is not { } fields)
        {
            return null;
        }

        return OfKind(name, kind, fields) is not { } probe ? null : probe with
        {
            Rate = fields.Number("rate", 0, RateMax) ?? probe.Rate,
            Clients = (int)(fields.Whole("clients", 1, ClientsMax) ?? probe.Clients),
            Timeout = fields.Span("timeout", orNone: false) ?? probe.Timeout,
            Retries = (int)(fields.Whole("retries", 0, 100) ?? probe.Retries),
            Steps = [.. Steps(name, fields.Get("steps"))],
        };
    }

    private ProbePlan? OfKind(string name, string kind, Fields fields) => kind switch
    {
        "http" => Http(name, fields),
        "postgres-writes" => Database(fields.Get(kind), kind, problems) is { } at
            ? new PostgresWriterPlan(name, at) : null,
        "postgres-reads" => Database(fields.Get(kind), kind, problems) is { } at
            ? new PostgresReaderPlan(name, at, fields.Text("of") ?? "") : null,
        "queue-sends" => new QueueProducerPlan(name, Filled(fields, kind, "${shop.Queue}")),
        _ => new QueueConsumerPlan(name, Filled(fields, kind, "${shop.Queue}"))
        {
            DeadLetters = fields.Text("dead-letters"),
        },
    };

    private HttpPlan Http(string name, Fields fields)
    {
        var text = Filled(fields, "http", "GET ${shop.Url}/");
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var (method, url) = words.Length == 2 ? (words[0], words[1]) : ("GET", text);
        if (words.Length > 2 || !methods.Contains(method))
        {
            problems.At(fields.Node, $"http of {name} is an address, or a method and an address, as "
                + $"`POST ${{shop.Url}}/orders`; not '{text}'.{Nearest.To(method, methods)}");
        }
        else if (url.Length > 0 && !url.StartsWith("http://", StringComparison.Ordinal)
            && !url.StartsWith("${", StringComparison.Ordinal))
        {
            problems.At(fields.Node, $"the address of {name} begins with http:// or with the output of a stack; "
                + $"not '{url}'.");
        }

        foreach (var address in new[] { url, fields.Text("read-back") }.OfType<string>().Where(IsNoAddress))
        {
            problems.At(fields.Node, $"'{address}', of {name}, is no address of http.");
        }

        var plan = new HttpPlan(name, method, url);
        return plan with
        {
            Body = fields.Text("body"),
            ContentType = fields.Text("content-type"),
            ZoneHeader = fields.Text("zone-header") ?? plan.ZoneHeader,
            ReadBack = fields.Text("read-back"),
        };
    }

    /// <summary>What is known only while the drill is played is looked at then.</summary>
    private static bool IsNoAddress(string text) => text.StartsWith("http://", StringComparison.Ordinal)
        && !text.Contains("${", StringComparison.Ordinal) && !Uri.TryCreate(text, UriKind.Absolute, out _);

    /// <summary>The value after the kind; a probe that says only its kind has said too little.</summary>
    private string Filled(Fields fields, string kind, string example)
    {
        var text = fields.Text(kind) ?? "";
        if (text.Length == 0)
        {
            problems.At(fields.Node, $"{kind} says what it is aimed at, as `{kind}: {example}`.");
        }

        return text;
    }

    internal static DatabasePlan? Database(YamlNode? node, string what, Problems problems) =>
        node is null || Fields.Of(node, what, Keys.Database, problems) is not { } fields
            ? null
            : new(
                fields.Needed("host", "${shop.DatabaseHost}"),
                fields.Text("port") ?? "5432",
                fields.Text("database") ?? "postgres",
                fields.Needed("user", "shop"),
                fields.Text("password") ?? "");

    private IEnumerable<RateStep> Steps(string probe, YamlNode? node)
    {
        foreach (var item in Fields.Items(node, $"steps of {probe}", problems))
        {
            if (Fields.Of(item, $"a step of {probe}", Keys.Step, problems) is not { } fields)
            {
                continue;
            }

            fields.Needed("at", "10s");
            fields.Needed("rate", "100");
            if (fields.Span("at") is { } at && fields.Number("rate", 0, RateMax) is { } rate)
            {
                yield return new(at, rate);
            }
        }
    }

    private string Writer(PostgresReaderPlan reader, YamlNode node, List<ProbePlan> probes)
    {
        var writers = probes.OfType<PostgresWriterPlan>().Select(probe => probe.Name).ToArray();
        if (reader.Writer.Length == 0 && writers is [var only])
        {
            return only;
        }

        if (!writers.Contains(reader.Writer))
        {
            problems.At(node, reader.Writer.Length == 0
                ? $"{reader.Name} reads what another probe writes: say which with `of:`."
                : $"{reader.Name} reads what '{reader.Writer}' writes, and no probe with postgres-writes is called so."
                    + Nearest.To(reader.Writer, writers));
        }

        return reader.Writer;
    }
}
