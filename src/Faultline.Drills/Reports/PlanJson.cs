using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Faultline.Drills.Plans;

namespace Faultline.Drills.Reports;

/// <summary>
/// A plan as it was read, for the evidence: defaults stand in it, passwords do not, nor values of parameters that are
/// named like one.
/// </summary>
internal static class PlanJson
{
    private const string Hidden = "****";

    private static readonly JsonSerializerOptions plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly string[] secret = ["password", "secret", "token"];

    public static string Of(DrillPlan plan) => JsonReport.Write(json =>
    {
        json.WriteString("name", plan.Name);
        json.WriteString("says", plan.Says);
        json.WriteString("file", plan.File);
        json.WriteString("region", plan.Region);
        json.WriteString("account", plan.Account);
        json.Span("beforeSeconds", plan.Before);
        json.Span("recoverMaxSeconds", plan.RecoverMax);
        json.Span("afterSeconds", plan.After);
        json.WriteBoolean("deletes", plan.Deletes);
        json.WriteStartObject("steady");
        json.WriteNumber("success", plan.Steady.Success);
        json.Span("p99Seconds", plan.Steady.P99);
        json.Span("forSeconds", plan.Steady.For);
        json.Span("withinSeconds", plan.Steady.Within);
        json.WriteEndObject();
        json.WriteStartObject("objectives");
        Write(json, plan.Objectives);
        json.WriteEndObject();
        json.Each("stacks", plan.Stacks, one => Write(json, one));
        json.Each("probes", plan.Probes, one => Write(json, one));
        json.Each("strikes", plan.Strikes, one => Write(json, one));
    });

    private static void Write(Utf8JsonWriter json, Objectives objectives)
    {
        json.Span("rtoSeconds", objectives.Rto);
        json.Span("rpoSeconds", objectives.Rpo);
        json.Number("lostWrites", objectives.LostWrites, 0);
        json.Number("availability", objectives.Availability, 6);
        json.Span("p99Seconds", objectives.P99);
        if (objectives.OfProbes.IsEmpty)
        {
            return;
        }

        json.WriteStartObject("ofProbes");
        foreach (var (probe, own) in objectives.OfProbes)
        {
            json.WriteStartObject(probe);
            Write(json, own);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StackPlan stack)
    {
        json.WriteString("name", stack.Name);
        json.WriteString("region", stack.Region);
        json.WriteString("template", stack.TemplateFile);
        Write(json, "parameters", stack.Parameters);
    }

    private static void Write(Utf8JsonWriter json, ProbePlan probe)
    {
        json.WriteString("name", probe.Name);
        json.WriteNumber("rate", probe.Rate);
        json.WriteNumber("clients", probe.Clients);
        json.Span("timeoutSeconds", probe.Timeout);
        json.WriteNumber("retries", probe.Retries);
        json.Each("steps", probe.Steps, step =>
        {
            json.Span("atSeconds", step.At);
            json.WriteNumber("rate", step.Rate);
        });
        json.WriteString("kind", probe switch
        {
            HttpPlan => "http",
            PostgresWriterPlan => "postgres-writer",
            PostgresReaderPlan => "postgres-reader",
            QueueProducerPlan => "queue-producer",
            QueueConsumerPlan => "queue-consumer",
            _ => "other",
        });
        switch (probe)
        {
            case HttpPlan http:
                json.WriteString("method", http.Method);
                json.WriteString("url", http.Url);
                json.WriteString("body", http.Body);
                json.WriteString("contentType", http.ContentType);
                json.WriteString("zoneHeader", http.ZoneHeader);
                json.WriteString("readBack", http.ReadBack);
                break;
            case PostgresWriterPlan writer:
                Write(json, writer.Database);
                break;
            case PostgresReaderPlan reader:
                Write(json, reader.Database);
                json.WriteString("writer", reader.Writer);
                break;
            case QueueProducerPlan producer:
                json.WriteString("url", producer.Url);
                break;
            case QueueConsumerPlan consumer:
                json.WriteString("url", consumer.Url);
                json.WriteString("deadLetters", consumer.DeadLetters);
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, StrikePlan strike)
    {
        json.Span("atSeconds", strike.At);
        json.WriteString("kind", strike.Kind());
        json.WriteString("says", strike.Says);
        switch (strike)
        {
            case FaultStrike fault:
                json.WriteString("fault", fault.Kind);
                json.Span("forSeconds", fault.For);
                Write(json, "given", fault.Given);
                break;
            case ExperimentStrike experiment:
                json.WriteString("template", Veiled(experiment.Template));
                break;
            case ScenarioStrike scenario:
                json.WriteString("scenario", scenario.Scenario);
                Write(json, "parameters", scenario.Parameters);
                break;
            case CallStrike call:
                json.WriteString("service", call.Service);
                json.WriteString("operation", call.Operation);
                json.WriteString("input", Veiled(call.Input));
                json.WriteString("region", call.Region);
                json.WriteBoolean("recovers", call.IsRecovery);
                json.WriteString("step", call.Step);
                Write(json, call.Then);
                break;
            case SqlStrike sql:
                Write(json, sql.Database);
                json.WriteString("sql", sql.Sql);
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, WaitPlan? then)
    {
        if (then is null)
        {
            json.WriteNull("then");
            return;
        }

        json.WriteStartObject("then");
        json.WriteString("service", then.Service);
        json.WriteString("operation", then.Operation);
        json.WriteString("input", Veiled(then.Input));
        json.WriteString("path", then.Path);
        json.WriteString("is", then.Value);
        json.Span("withinSeconds", then.Within);
        Write(json, "keep", then.Keep);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, DatabasePlan database)
    {
        json.WriteStartObject("database");
        json.WriteString("host", database.Host);
        json.WriteString("port", database.Port);
        json.WriteString("database", database.Database);
        json.WriteString("user", database.User);
        json.WriteString("password", Hidden);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyDictionary<string, string> values)
    {
        json.WriteStartObject(name);
        foreach (var (key, value) in values)
        {
            json.WriteString(key, IsSecret(key) ? Hidden : value);
        }

        json.WriteEndObject();
    }

    private static bool IsSecret(string name) =>
        secret.Any(word => name.Contains(word, StringComparison.OrdinalIgnoreCase));

    /// <summary>JSON without what its members are called secret for.</summary>
    private static string Veiled(string json)
    {
        try
        {
            var node = JsonNode.Parse(json);
            Veil(node);
            return node?.ToJsonString(plain) ?? json;
        }
        catch (JsonException)
        {
            return json;
        }
    }

    private static void Veil(JsonNode? node)
    {
        if (node is JsonArray list)
        {
            list.ToList().ForEach(Veil);
        }
        else if (node is JsonObject members)
        {
            foreach (var (name, value) in members.ToList())
            {
                if (value is JsonValue && IsSecret(name))
                {
                    members[name] = Hidden;
                }
                else
                {
                    Veil(value);
                }
            }
        }
    }
}
