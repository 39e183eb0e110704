using System.Text;
using Faultline.Gateway;
using Faultline.Services;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Faultline.Local;

/// <summary>
/// The paths that services answer beside their API, as <c>/_aws/sqs/messages</c>: the service says which region is
/// meant, and the answer is written as that of one of its operations, in XML or, where the client asks for it, in JSON.
/// </summary>
internal sealed class ServicePaths(Cloud.Cloud cloud, Settings settings)
{
    private const string Prefix = "/_aws/";
    private const string Form = "application/x-www-form-urlencoded";

    public ValueTask<bool> Answers(Exchange exchange) =>
        exchange.Request.Path.StartsWith(Prefix, StringComparison.Ordinal)
            ? Answer(exchange)
            : ValueTask.FromResult(false);

    private async ValueTask<bool> Answer(Exchange exchange)
    {
        LocalPaths.OnlyTrusted(exchange, settings);
        await exchange.Body.Read(exchange.Features, exchange.Gone);
        var path = exchange.Request.Path;
        var request = new PathRequest(path, Parameters(exchange));
        var region = (await cloud.Open(Regions.Default, exchange.Gone)).Region;
        if (Owner(region, path) is not { } owner)
        {
            throw new AwsError("NotFound", 404, $"No service answers at {path}.");
        }

        if (owner.RegionOf(request) is { } named)
        {
            owner = Owner((await cloud.Open(named, exchange.Gone)).Region, path)!;
        }

        try
        {
            var answer = await owner.Answer(request, exchange.Gone);
            exchange.Identify(RouteOf(exchange, answer.Service, answer.Operation));
            Write.Output(exchange, answer.Output);
        }
        catch (AwsError error)
        {
            Write.Error(exchange, error);
        }

        return true;
    }

    private static IPaths? Owner(Region region, string path) => region.Paths.FirstOrDefault(each => each.Owns(path));

    private static Route RouteOf(Exchange exchange, ServiceModel service, Operation operation) => new()
    {
        Service = service,
        Protocol = PrefersJson(exchange.Request) ? Protocol.Json10 : Protocol.Query,
        Kind = RouteKind.Built,
        Operation = operation,
        OperationName = operation.Name,
        Region = Regions.Default,
    };

    private static bool PrefersJson(Incoming request)
    {
        var accept = request.Headers.Accept.ToString();
        return accept.Contains("json", StringComparison.OrdinalIgnoreCase)
            && !accept.Contains("xml", StringComparison.OrdinalIgnoreCase);
    }

    private static Dictionary<string, string> Parameters(Exchange exchange)
    {
        var request = exchange.Request;
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        var form = request.Headers.ContentType.ToString().StartsWith(Form, StringComparison.OrdinalIgnoreCase)
            ? Encoding.UTF8.GetString(exchange.Body.Bytes.Span)
            : "";
        foreach (var text in (string[])[request.Query, form])
        {
            foreach (var (name, values) in QueryHelpers.ParseQuery(text))
            {
                all[name] = values.ToString();
            }
        }

        return all;
    }
}
