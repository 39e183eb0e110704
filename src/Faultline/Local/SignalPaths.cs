using System.Text;
using Faultline.Gateway;
using Microsoft.AspNetCore.Http;

namespace Faultline.Local;

/// <summary>
/// The addresses of wait condition handles, <c>/_faultline/signals/REGION/TOKEN</c>, at which <c>cfn-signal</c> and
/// curl put signals. The token is the secret, as it is in AWS's presigned addresses.
/// </summary>
internal sealed class SignalPaths(Cloud.Cloud cloud)
{
    private const string Path = "/_faultline/signals/";

    public async ValueTask<bool> Answers(Exchange exchange)
    {
        var request = exchange.Request;
        if (!request.Path.StartsWith(Path, StringComparison.Ordinal) || !HttpMethods.IsPut(request.Method)
            || request.Path[Path.Length..].Split('/') is not [var region, var token]
            || cloud.Around.Atlas.Region(region) is null)
        {
            return false;
        }

        await exchange.Body.Read(exchange.Features, exchange.Gone);
        var body = Encoding.UTF8.GetString(exchange.Body.Bytes.Span);
        var wrong = await (await cloud.Open(region, exchange.Gone)).Region.Signal(token, body, exchange.Gone);
        exchange.Response.Status = wrong is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        Reply.Json(exchange, json =>
        {
            if (wrong is not null)
            {
                json.WriteString("error", wrong);
            }
        });
        return true;
    }
}
