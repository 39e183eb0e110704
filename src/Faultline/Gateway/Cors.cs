using System.Net;
using Faultline.Wire;
using Microsoft.AspNetCore.Http;

namespace Faultline.Gateway;

/// <summary>
/// Web pages may call when they come from this machine or were named. A page from elsewhere is refused before anything
/// happens: otherwise any site that a developer visits could change the cloud on the machine. Programs are not asked.
/// </summary>
internal sealed class Cors(bool any, IReadOnlyList<string> origins, string host)
{
    private const string Methods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

    private const string AgeSeconds = "3600";

    /// <summary>
    /// Lets the page pass or refuses it. True when that was all: the request only asked what it may do.
    /// </summary>
    public bool Answers(Exchange exchange)
    {
        var headers = exchange.Request.Headers;
        RefuseStrangeHost(exchange);
        if (headers.Origin.Count == 0)
        {
            RefuseStrangePage(headers);
            return false;
        }

        var origin = headers.Origin.ToString();
        if (!Allows(origin))
        {
            throw Refusal(origin);
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

    private static AwsError Refusal(string page) => new(
        "AccessDenied",
        403,
        $"Web pages from {page} may not call this server. Name them in EXTRA_CORS_ALLOWED_ORIGINS to let them.");

    /// <summary>
    /// A browser on this machine that was led here by a name of somebody else's (DNS rebinding) says no Origin.
    /// </summary>
    private void RefuseStrangeHost(Exchange exchange)
    {
        var called = exchange.Host;
        if (any || ReferenceEquals(called, exchange.HostLetIn))
        {
            return;
        }

        if (exchange.Client is { } client && IPAddress.IsLoopback(client)
            && !LocalNames.IsSafeHost(called)
            && !LocalNames.WithoutPort(called).Equals(LocalNames.WithoutPort(host), StringComparison.OrdinalIgnoreCase)
            && !origins.Any(origin => Uri.TryCreate(origin, UriKind.Absolute, out var page)
                && page.IdnHost.Equals(LocalNames.WithoutPort(called), StringComparison.OrdinalIgnoreCase)))
        {
            throw new AwsError(
                "AccessDenied",
                403,
                $"{called} is no name of this machine's. Call localhost, or name it in LOCALSTACK_HOST.");
        }

        exchange.HostLetIn = called;
    }

    /// <summary>Images and links of a page say no Origin, but browsers mark them, and may name the page.</summary>
    private void RefuseStrangePage(IHeaderDictionary headers)
    {
        if (!any
            && headers.TryGetValue("Sec-Fetch-Site", out var site)
            && string.Equals(site, "cross-site", StringComparison.OrdinalIgnoreCase)
            && !(Uri.TryCreate(headers.Referer, UriKind.Absolute, out var page)
                && Allows(page.GetLeftPart(UriPartial.Authority))))
        {
            throw Refusal("elsewhere");
        }
    }

    private bool Allows(string origin)
    {
        if (any || origins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            return true;
        }

        return Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && page.Scheme is ("http" or "https")
            && LocalNames.IsOurs(page.IdnHost);
    }
}
