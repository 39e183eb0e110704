using System.Net;
using Faultline.Wire;
using Microsoft.AspNetCore.Http;

namespace Faultline.Gateway;

/// <summary>
/// Web pages may call when they come from this machine or were named. A page from elsewhere is refused before anything
/// happens: otherwise any site that a developer visits could change the cloud on the machine.
/// </summary>
internal sealed class Cors(bool any, IReadOnlyList<string> origins)
{
    private const string Methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    private const string AgeSeconds = "3600";

    private static readonly string[] Hosts = ["localhost", "localhost.localstack.cloud"];

    /// <summary>
    /// Lets the page pass or refuses it. True when that was all: the request only asked what it may do.
    /// </summary>
    public bool Answers(Exchange exchange)
    {
        var headers = exchange.Request.Headers;
        if (headers.Origin.Count == 0)
        {
            return false;
        }

        var origin = headers.Origin.ToString();
        if (!Allows(origin))
        {
            throw new AwsError(
                "AccessDenied",
                403,
                $"Web pages from {origin} may not call this server. "
                + "Name them in EXTRA_CORS_ALLOWED_ORIGINS to let them.");
        }

        exchange.Page = origin;
        var asked = headers.AccessControlRequestMethod.Count > 0;
        if (!HttpMethods.IsOptions(exchange.Request.Method) || !asked)
        {
            return false;
        }

        exchange.Response.Status = StatusCodes.Status204NoContent;
        var answer = exchange.Response.Headers;
        answer.AccessControlAllowMethods = Methods;
        answer.AccessControlAllowHeaders = headers.AccessControlRequestHeaders;
        answer.AccessControlMaxAge = AgeSeconds;
        if (headers.ContainsKey("Access-Control-Request-Private-Network"))
        {
            answer["Access-Control-Allow-Private-Network"] = "true";
        }

        return true;
    }

    /// <summary>Lets the page's browser show the answer to it, be it a result or an error.</summary>
    public static void Mark(Exchange exchange)
    {
        if (exchange.Page is not { } origin)
        {
            return;
        }

        var answer = exchange.Response.Headers;
        answer.AccessControlAllowOrigin = origin;
        answer.Vary = "Origin";
        answer.AccessControlExposeHeaders =
            "ETag, Location, x-amz-crc32, x-amz-request-id, x-amz-id-2, x-amz-version-id, x-amzn-RequestId, "
            + "x-amzn-ErrorType, x-amzn-query-error, x-amzn-trace-id";
    }

    private bool Allows(string origin)
    {
        if (any || origins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            return true;
        }

        if (!Uri.TryCreate(origin, UriKind.Absolute, out var page) || page.Scheme is not ("http" or "https"))
        {
            return false;
        }

        if (IPAddress.TryParse(page.IdnHost, out var address))
        {
            return IPAddress.IsLoopback(address);
        }

        return Hosts.Any(host => page.IdnHost.Equals(host, StringComparison.OrdinalIgnoreCase)
            || page.IdnHost.EndsWith("." + host, StringComparison.OrdinalIgnoreCase));
    }
}
