using System.Globalization;
using System.Text.Json;
using Faultline.Gateway;
using Faultline.Services.Worldwide;
using Microsoft.AspNetCore.Http;

namespace Faultline.Local;

/// <summary>
/// LocalStack's door to the faults: <c>/_localstack/chaos/faults</c> with rules (POST puts them in the place of those
/// before, PATCH adds, DELETE takes away) and <c>/_localstack/chaos/effects</c> with a latency for every call. The
/// first rule that fits decides, as on the board. Facts from
/// docs.localstack.cloud/user-guide/chaos-engineering/chaos-api.
/// </summary>
internal sealed class ChaosPaths(Cloud.Cloud cloud)
{
    private const string FaultsPath = "/_localstack/chaos/faults";
    private const string EffectsPath = "/_localstack/chaos/effects";
    private const string RuleDoor = "localstack";
    private const string EffectDoor = "localstack-effects";

    private FaultBook Faults => cloud.World.Faults;

    public ValueTask<bool> Answers(Exchange exchange) => exchange.Request.Path switch
    {
        FaultsPath => Rules(exchange),
        EffectsPath => Effects(exchange),
        _ => ValueTask.FromResult(false),
    };

    private async ValueTask<bool> Rules(Exchange exchange)
    {
        var method = exchange.Request.Method;
        var isDelete = HttpMethods.IsDelete(method);
        if (!HttpMethods.IsGet(method))
        {
            if (!HttpMethods.IsPost(method) && !HttpMethods.IsPatch(method) && !isDelete)
            {
                return false;
            }

            await exchange.Body.Read(exchange.Features, exchange.Gone);
            var problems = new List<string>();
            var rules = Read(exchange.Body.Bytes, problems);
            var ready = isDelete ? [] : rules.Select(rule => (Rule: rule, Fault: Faults.Read(rule, problems))).ToList();
            if (problems.Count > 0)
            {
                Refuse(exchange, problems);
                return true;
            }

            await Clear(method, rules);
            foreach (var (rule, fault) in ready)
            {
                await Faults.Begin(rule, fault!, CancellationToken.None);
            }
        }

        Array(exchange, Faults.InForce.Where(each => each.Order.Door == RuleDoor));
        return true;
    }

    /// <summary>POST clears all that came by this door, DELETE those that it names (all, when it names none).</summary>
    private async ValueTask Clear(string method, List<FaultRequest> rules)
    {
        if (HttpMethods.IsPost(method) || (HttpMethods.IsDelete(method) && rules.Count == 0))
        {
            await Faults.Clear(order => order.Door == RuleDoor, CancellationToken.None);
        }
        else if (HttpMethods.IsDelete(method))
        {
            await Faults.Clear(
                order => order.Door == RuleDoor && rules.Any(rule => Same(rule.Given, order.Given)),
                CancellationToken.None);
        }
    }

    private async ValueTask<bool> Effects(Exchange exchange)
    {
        var method = exchange.Request.Method;
        if (HttpMethods.IsPost(method) || HttpMethods.IsPut(method))
        {
            await exchange.Body.Read(exchange.Features, exchange.Gone);
            if (Latency(exchange.Body.Bytes) is not { } milliseconds)
            {
                Refuse(exchange, ["The body is an object with a latency in milliseconds, as {\"latency\": 500}."]);
                return true;
            }

            await Faults.Clear(order => order.Door == EffectDoor, CancellationToken.None);
            if (milliseconds > 0)
            {
                var given = Given(("latency", $"{milliseconds}ms"));
                var request = new FaultRequest("api-latency", given, null, EffectDoor);
                await Faults.Begin(request, Faults.Read(request, [])!, CancellationToken.None);
            }
        }
        else if (HttpMethods.IsDelete(method))
        {
            await Faults.Clear(order => order.Door == EffectDoor, CancellationToken.None);
        }
        else if (!HttpMethods.IsGet(method))
        {
            return false;
        }

        var text = Faults.InForce.FirstOrDefault(each => each.Order.Door == EffectDoor)?.Order.Given["latency"][..^2];
        Reply.Json(exchange, json => json.WriteNumber(
            "latency", text is null ? 0 : int.Parse(text, CultureInfo.InvariantCulture)));
        return true;
    }

    private static int? Latency(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind != JsonValueKind.Object ? null
                : !json.RootElement.TryGetProperty("latency", out var latency) ? 0
                : latency.ValueKind == JsonValueKind.Number && latency.TryGetInt32(out var value) && value >= 0 ? value
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static List<FaultRequest> Read(ReadOnlyMemory<byte> body, List<string> problems)
    {
        var rules = new List<FaultRequest>();
        if (body.IsEmpty)
        {
            return rules;
        }

        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Array)
            {
                problems.Add("The body is an array of rules, as [{\"service\": \"sqs\", \"probability\": 0.5}].");
                return rules;
            }

            foreach (var rule in json.RootElement.EnumerateArray())
            {
                rules.Add(new("api-error", Read(rule, problems), null, RuleDoor));
            }
        }
        catch (JsonException broken)
        {
            problems.Add($"The body is no JSON: {broken.Message}");
        }

        return rules;
    }

    /// <summary>A rule in our words. A star means any, as leaving it out does.</summary>
    private static Dictionary<string, string> Read(JsonElement rule, List<string> problems)
    {
        if (rule.ValueKind != JsonValueKind.Object)
        {
            problems.Add("A rule is an object.");
            return Given();
        }

        string? Word(JsonElement at, string name) =>
            at.TryGetProperty(name, out var value) && value.ToString() is not "*" ? value.ToString() : null;

        var error = rule.TryGetProperty("error", out var named) ? named : default;
        var status = error.ValueKind == JsonValueKind.Object ? Word(error, "statusCode") : null;
        var code = error.ValueKind == JsonValueKind.Object ? Word(error, "code") : null;
        return Given(
            ("service", Word(rule, "service")),
            ("region", Word(rule, "region")),
            ("operation", Word(rule, "operation")),
            ("share", Word(rule, "probability")),
            ("status", status ?? "503"),
            ("error", code ?? "ServiceUnavailable"),
            ("message", "Operation failed due to a simulated fault"));
    }

    private static Dictionary<string, string> Given(params (string Name, string? Value)[] all) => all
        .Where(each => each.Value is not null)
        .ToDictionary(each => each.Name, each => each.Value!, StringComparer.Ordinal);

    private static bool Same(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(each => other.GetValueOrDefault(each.Key) == each.Value);

    private static void Array(Exchange exchange, IEnumerable<FaultInForce> faults)
    {
        exchange.Response.Headers.ContentType = "application/json";
        using var json = new Utf8JsonWriter(exchange.Answer);
        json.WriteStartArray();
        foreach (var given in faults.Select(each => each.Order.Given))
        {
            json.WriteStartObject();
            foreach (var name in (string[])["service", "region", "operation"])
            {
                if (given.TryGetValue(name, out var value))
                {
                    json.WriteString(name, value);
                }
            }

            json.WriteNumber("probability", double.Parse(
                given.GetValueOrDefault("share", "1"), CultureInfo.InvariantCulture));
            json.WriteStartObject("error");
            json.WriteNumber("statusCode", int.Parse(given["status"], CultureInfo.InvariantCulture));
            json.WriteString("code", given["error"]);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Refuse(Exchange exchange, IReadOnlyList<string> problems)
    {
        exchange.Response.Status = StatusCodes.Status400BadRequest;
        Reply.Json(exchange, json => json.WriteString("error", string.Join(' ', problems)));
    }
}
