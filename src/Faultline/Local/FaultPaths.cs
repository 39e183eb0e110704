using System.Text.Json;
using Faultline.Gateway;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Times;
using Faultline.Services;
using Faultline.Services.Worldwide;
using Microsoft.AspNetCore.Http;

namespace Faultline.Local;

/// <summary>
/// Our own door to the faults, <c>/_faultline/faults</c>: GET lists them, POST begins one (or, with <c>dryRun</c>, says
/// what it would hit), DELETE clears them, all or one. <c>/kinds</c> says which there are.
/// </summary>
internal sealed class FaultPaths(Cloud.Cloud cloud)
{
    public const string Prefix = "/_faultline/faults";

    private static readonly string[] ownMembers = ["kind", "for", "dryRun", "allowEmpty", "door"];

    private FaultBook Faults => cloud.World.Faults;

    public ValueTask<bool> Answers(Exchange exchange)
    {
        var path = exchange.Request.Path;
        if (path != Prefix && !path.StartsWith(Prefix + "/", StringComparison.Ordinal))
        {
            return ValueTask.FromResult(false);
        }

        return Answer(exchange, path.Length > Prefix.Length ? path[(Prefix.Length + 1)..] : "");
    }

    private async ValueTask<bool> Answer(Exchange exchange, string rest)
    {
        var method = exchange.Request.Method;
        if (HttpMethods.IsGet(method))
        {
            return rest switch
            {
                "" => List(exchange),
                "kinds" => Kinds(exchange),
                _ => await Show(exchange, rest),
            };
        }

        if (HttpMethods.IsPost(method) && rest.Length == 0)
        {
            await Post(exchange);
            return true;
        }

        if (HttpMethods.IsDelete(method))
        {
            await Clear(exchange, rest);
            return true;
        }

        return false;
    }

    private bool List(Exchange exchange)
    {
        var shown = Faults.InForce;
        Reply.Json(exchange, json =>
        {
            json.WriteStartArray("faults");
            foreach (var each in shown)
            {
                FaultJson.Write(json, each);
            }

            json.WriteEndArray();
        });
        return true;
    }

    private static bool Kinds(Exchange exchange)
    {
        Reply.Json(exchange, json =>
        {
            json.WriteStartArray("kinds");
            foreach (var kind in FaultKind.All)
            {
                FaultJson.Write(json, kind);
            }

            json.WriteEndArray();
        });
        return true;
    }

    private async ValueTask<bool> Show(Exchange exchange, string id)
    {
        if (Faults.InForce.FirstOrDefault(each => each.Order.Id == id) is not { } found)
        {
            Refuse(exchange, StatusCodes.Status404NotFound, [NoSuch(id)]);
            return true;
        }

        var hits = await HitsOf(found.Fault, found.Order.Salt);
        Reply.Json(exchange, json =>
        {
            FaultJson.WriteMembers(json, found);
            FaultJson.Write(json, hits);
        });
        return true;
    }

    private async ValueTask Post(Exchange exchange)
    {
        await exchange.Body.Read(exchange.Features, exchange.Gone);
        var problems = new List<string>();
        if (Parse(exchange.Body.Bytes, problems) is not { } read
            || (read with { Request = Faults.Complete(read.Request) }) is not { } asked
            || Faults.Read(asked.Request, problems) is not { } fault
            || problems.Count > 0)
        {
            Refuse(exchange, StatusCodes.Status400BadRequest, problems);
            return;
        }

        var hits = await HitsOf(fault, asked.Request.Salt);
        if (asked.DryRun)
        {
            Reply.Json(exchange, json =>
            {
                json.WriteBoolean("dryRun", true);
                json.WriteString("says", fault.Says);
                FaultJson.Write(json, hits);
            });
            return;
        }

        if (hits.Count == 0 && !asked.AllowEmpty)
        {
            Refuse(exchange, StatusCodes.Status409Conflict,
            [
                $"This fault would hit nothing ({fault.Says}). Aim it at something that is there, or allow it with "
                + "--allow-empty (allowEmpty: true).",
            ]);
            return;
        }

        try
        {
            var begun = await Faults.Begin(asked.Request, fault, CancellationToken.None);
            exchange.Response.Status = StatusCodes.Status201Created;
            Reply.Json(exchange, json =>
            {
                FaultJson.WriteMembers(json, begun);
                json.WriteNumber("hits", hits.Count);
            });
        }
        catch (TooManyFaults full)
        {
            Refuse(exchange, StatusCodes.Status409Conflict, [full.Message]);
        }
    }

    private async ValueTask Clear(Exchange exchange, string id)
    {
        var cleared = await Faults.Clear(order => id.Length == 0 || order.Id == id, CancellationToken.None);
        if (id.Length > 0 && cleared.Count == 0)
        {
            Refuse(exchange, StatusCodes.Status404NotFound, [NoSuch(id)]);
            return;
        }

        var resources = await cloud.Resources();
        Reply.Json(exchange, json =>
        {
            json.WriteStartArray("cleared");
            foreach (var each in cleared)
            {
                json.WriteStartObject();
                FaultJson.WriteMembers(json, each);
                FaultJson.Write(json, HitsOf(each.Fault, each.Order.Salt, resources));
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private async ValueTask<IReadOnlyList<Hit>> HitsOf(Fault fault, ulong salt) =>
        HitsOf(fault, salt, await cloud.Resources());

    private IReadOnlyList<Hit> HitsOf(Fault fault, ulong salt, IReadOnlyCollection<Resource> resources) =>
        Hits.Of(Faults.EffectsOf(fault, salt), cloud.Around.Atlas, cloud.Words, resources);

    private string NoSuch(string id) =>
        $"There is no fault {id}.{Nearest.To(id, Faults.InForce.Select(each => each.Order.Id))}";

    private static void Refuse(Exchange exchange, int status, IReadOnlyList<string> problems)
    {
        exchange.Response.Status = status;
        Reply.Json(exchange, json =>
        {
            json.WriteStartArray("errors");
            foreach (var problem in problems)
            {
                json.WriteStringValue(problem);
            }

            json.WriteEndArray();
        });
    }

    private static Asked? Parse(ReadOnlyMemory<byte> body, List<string> problems)
    {
        Dictionary<string, string> members;
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
            {
                problems.Add("The body is a JSON object, as {\"kind\": \"zone-power\", \"zone\": \"use1-az1\"}.");
                return null;
            }

            members = Members(json.RootElement, problems);
        }
        catch (JsonException broken)
        {
            problems.Add($"The body is no JSON: {broken.Message}");
            return null;
        }

        TimeSpan? span = null;
        if (members.GetValueOrDefault("for") is { } text)
        {
            if (Spans.TryRead(text, out var read))
            {
                span = read;
            }
            else
            {
                problems.Add($"for is a span of time such as 30s, 2m or 1h30m; not '{text}'.");
            }
        }

        var given = members.Where(each => !ownMembers.Contains(each.Key))
            .ToDictionary(each => each.Key, each => each.Value, StringComparer.Ordinal);
        return new(
            new(members.GetValueOrDefault("kind", ""), given, span, members.GetValueOrDefault("door", "http")),
            members.GetValueOrDefault("dryRun") == "true",
            members.GetValueOrDefault("allowEmpty") == "true");
    }

    private static Dictionary<string, string> Members(JsonElement body, List<string> problems)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var member in body.EnumerateObject())
        {
            switch (member.Value.ValueKind)
            {
                case JsonValueKind.String:
                    members[member.Name] = member.Value.GetString()!;
                    break;
                case JsonValueKind.Number:
                    members[member.Name] = member.Value.GetRawText();
                    break;
                case JsonValueKind.True or JsonValueKind.False:
                    members[member.Name] = member.Value.GetBoolean() ? "true" : "false";
                    break;
                case JsonValueKind.Null:
                    break;
                default:
                    problems.Add($"{member.Name} is a text, a number, or true or false.");
                    break;
            }
        }

        return members;
    }

    private sealed record Asked(FaultRequest Request, bool DryRun, bool AllowEmpty);
}
