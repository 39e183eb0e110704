using System.Buffers;
using Faultline.Cloud;
using Faultline.Gateway;
using Microsoft.AspNetCore.Http;

namespace Faultline.Local;

/// <summary>
/// Templates at addresses, for <c>TemplateURL</c>: <c>PUT</c>, <c>GET</c> and <c>DELETE /_faultline/templates/NAME</c>,
/// and <c>GET /_faultline/templates</c>, which has their names.
/// </summary>
internal sealed class TemplatePaths(Cloud.Cloud cloud)
{
    private static readonly string all = TemplateShelf.Path.TrimEnd('/');

    public async ValueTask<bool> Answers(Exchange exchange)
    {
        var request = exchange.Request;
        if (request.Path == all && HttpMethods.IsGet(request.Method))
        {
            List(exchange);
            return true;
        }

        if (!request.Path.StartsWith(TemplateShelf.Path, StringComparison.Ordinal))
        {
            return false;
        }

        var name = request.Path[TemplateShelf.Path.Length..];
        switch (request.Method)
        {
            case "PUT":
                await Put(exchange, name);
                return true;
            case "GET" when cloud.Templates.Read(name) is { } text:
                exchange.Response.Headers.ContentType = "text/plain; charset=utf-8";
                exchange.Answer.Write(System.Text.Encoding.UTF8.GetBytes(text));
                return true;
            case "DELETE" when cloud.Templates.Remove(name):
                Reply.Json(exchange, static _ => { });
                return true;
            default:
                return false;
        }
    }

    private async ValueTask Put(Exchange exchange, string name)
    {
        await exchange.Body.Read(exchange.Features, exchange.Gone);
        var wrong = !TemplateShelf.IsName(name)
                ? "A template's name is of letters, digits, '.', '_' and '-', and begins with a letter or a digit."
            : exchange.Body.Bytes.Length > TemplateShelf.BytesMax
                ? $"A template is of {TemplateShelf.BytesMax} bytes at most."
            : null;
        if (wrong is null)
        {
            cloud.Templates.Put(name, exchange.Body.Bytes.Span);
        }

        exchange.Response.Status = wrong is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        Reply.Json(exchange, json =>
        {
            if (wrong is null)
            {
                json.WriteString("url", $"{exchange.Origin}{TemplateShelf.Path}{name}");
            }
            else
            {
                json.WriteString("error", wrong);
            }
        });
    }

    private void List(Exchange exchange) => Reply.Json(exchange, json =>
    {
        json.WriteStartArray("templates");
        foreach (var name in cloud.Templates.Names)
        {
            json.WriteStringValue($"{exchange.Origin}{TemplateShelf.Path}{name}");
        }

        json.WriteEndArray();
    });
}
