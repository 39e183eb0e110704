using Faultline.Wire;
using Faultline.Wire.Routing;

namespace Faultline.Gateway;

/// <summary>The step that finds out what a request is for.</summary>
internal static class Identify
{
    public static void Request(Exchange exchange)
    {
        var request = exchange.Request;
        if (Router.Default.Find(request, request.Headers.Host.ToString()) is not { } route)
        {
            throw new AwsError(
                "NotFound",
                404,
                $"Nothing in {request.Method} {request.Path} says which AWS service it is for. Clients that are told "
                + $"AWS_ENDPOINT_URL={exchange.Origin} say it; /_localstack/health lists the services.");
        }

        exchange.Identify(route);
        if (route.Refusal() is { } refusal)
        {
            throw refusal;
        }
    }
}
