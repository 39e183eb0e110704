using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Faultline.Machines.Shop;

/// <summary>What the shop answers. What it cannot remember now is 503, and may be asked again by its key.</summary>
internal sealed class ShopPages(ShopSettings settings, IOrders orders, Action placed, TimeProvider clock) : IPages
{
    private const int TextMax = 200;
    private const int CountMax = 10_000;

    private static readonly (string Thing, string Says)[] catalogue =
    [
        ("tea", "Tea from the mountains"),
        ("kettle", "A kettle that whistles"),
        ("cup", "A cup that others than you will want"),
    ];

    private readonly string whoHeaders = Machines.Answer.Who(settings.Web.Instance, settings.Web.Zone);

    public TimeProvider Clock => clock;

    public int BodyBytesWanted => 64 << 10;

    public Answer Answer(RequestHead request, byte[] body)
    {
        try
        {
            return To(request, body) with { Headers = whoHeaders };
        }
        catch (FormatException wrong)
        {
            return new(400, $"{wrong.Message}\n") { Headers = whoHeaders };
        }
        catch (Away away)
        {
            return new(503, $"{away.Message}\n") { Headers = $"{whoHeaders}Retry-After: 1\r\n" };
        }
        catch (Exception trouble)
        {
            Say.Error($"{request.Method} {request.Path}: {trouble}");
            return new(500, $"{trouble.Message}\n") { Headers = whoHeaders };
        }
    }

    private Answer To(RequestHead request, byte[] body)
    {
        var isWrite = request.Method == "POST";
        if (!isWrite && request.Method is not ("GET" or "HEAD"))
        {
            return new(405, "The shop knows GET and POST.\n");
        }

        switch (request.Path, isWrite)
        {
            case ("/", false):
                return Catalogue();
            case ("/health", false):
                return new(200, "ok\n");
            case ("/health/deep", false):
                orders.Ping();
                return new(200, "ok, and so is the database\n");
            case ("/orders", true):
                return Place(request, Read(body));
            case ("/orders", false):
                return new(200, string.Concat(orders.Keys().Select(key => $"{key}\n")));
            case var (path, _) when !isWrite && path.StartsWith("/orders/", StringComparison.Ordinal):
                return Show(Named(path["/orders/".Length..], "order"));
            case var (path, _) when isWrite && path.StartsWith("/carts/", StringComparison.Ordinal):
                return Put(Named(path["/carts/".Length..], "cart"), Read(body));
            default:
                return new(
                    404,
                    "There is no such page. There are GET /, /health, /health/deep, /orders and /orders/KEY, and "
                    + "POST /orders and /carts/CART.\n");
        }
    }

    private Answer Catalogue()
    {
        var page = new StringBuilder("<!doctype html><title>The shop</title><h1>The shop</h1><ul>");
        foreach (var (thing, says) in catalogue)
        {
            page.Append(CultureInfo.InvariantCulture, $"<li id=\"{thing}\">{says}</li>");
        }

        var (instance, zone) = (WebUtility.HtmlEncode(settings.Web.Instance), WebUtility.HtmlEncode(settings.Web.Zone));
        page.Append(CultureInfo.InvariantCulture, $"</ul><p>From {instance} in {zone}, version ")
            .Append(WebUtility.HtmlEncode(settings.Web.Version)).Append("</p>\n");
        return new(200, page.ToString(), "text/html; charset=utf-8");
    }

    /// <summary>The key is the client's: whoever did not hear the answer asks again under the same.</summary>
    private Answer Place(RequestHead request, JsonElement? body)
    {
        var key = Named(request.Header("Idempotency-Key") ?? Text(body, "key") ?? "", "order");
        var isNew = orders.Place(key, Text(body, "cart"));
        if (isNew)
        {
            placed();
        }

        return Machines.Answer.Json($"{{\"order\":{Machines.Answer.Quoted(key)}}}") with { Status = isNew ? 201 : 200 };
    }

    private Answer Put(string cart, JsonElement? body)
    {
        var thing = Named(Text(body, "thing") ?? "", "thing");
        var count = body!.Value.TryGetProperty("count", out var asked)
            ? asked.ValueKind == JsonValueKind.Number && asked.TryGetInt32(out var number)
                && number is > 0 and <= CountMax
                ? number
                : throw new FormatException($"The count is a number from 1 to {CountMax}.")
            : 1;
        orders.Put(cart, thing, count);
        return Machines.Answer.Json($"{{\"cart\":{Machines.Answer.Quoted(cart)}}}");
    }

    private Answer Show(string key) => orders.Find(key) is { } order
        ? Machines.Answer.Json(
            $"{{\"order\":{Machines.Answer.Quoted(order.Key)},\"placed\":{Hour(order.Placed)},"
            + $"\"fulfilled\":{(order.Fulfilled is { } fulfilled ? Hour(fulfilled) : "null")}}}")
        : new(404, $"There is no order {key}.\n");

    private static string Hour(DateTime hour) =>
        Machines.Answer.Quoted(hour.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));

    private static JsonElement? Read(byte[] body)
    {
        if (body.Length == 0)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? json.RootElement.Clone()
                : throw new FormatException("The body is a JSON object.");
        }
        catch (JsonException wrong)
        {
            throw new FormatException($"The body is a JSON object: {wrong.Message}");
        }
    }

    private static string? Text(JsonElement? body, string name) =>
        body is not { } given || !given.TryGetProperty(name, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            _ => throw new FormatException($"{name} is a text."),
        };

    /// <summary>A name within a line, so that a list of them has one a line.</summary>
    private static string Named(string text, string what)
    {
        var name = Uri.UnescapeDataString(text);
        return name.Length is > 0 and <= TextMax && !name.Any(char.IsControl)
            ? name
            : throw new FormatException(
                $"Name the {what}, in up to {TextMax} characters of a line. An order is named by the header "
                + "Idempotency-Key, or by the key of its body.");
    }
}
