using Faultline.Wire.Routing;
using Faultline.Wire.Shapes;
using Microsoft.AspNetCore.Http.Features;

namespace Faultline.Gateway;

/// <summary>
/// The steps that take the body in: before the request is identified where the body names the operation, and otherwise
/// only once it is known that somebody wants it.
/// </summary>
internal static class Accept
{
    /// <summary>SDKs write the action first; what is packed is not undone for strangers beyond this.</summary>
    private const int GlimpseBytes = 4096;

    public static ValueTask WhatNamesTheOperation(Exchange exchange) =>
        !Router.ReadsBody(exchange.Request) ? ValueTask.CompletedTask
        : IsPacked(exchange) ? Glimpse(exchange)
        : Read(exchange);

    public static ValueTask Rest(Exchange exchange)
    {
        if (!exchange.Body.Bytes.IsEmpty)
        {
            exchange.Request.Body = exchange.Body.Bytes;
            return ValueTask.CompletedTask;
        }

        if (exchange.Route.Operation is { Input: { } input } && Streams(input))
        {
            exchange.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = null;
            exchange.Request.Stream = exchange.Features.Get<IHttpRequestFeature>()!.Body;
            return ValueTask.CompletedTask;
        }

        return Read(exchange);
    }

    /// <summary>
    /// Undoes gzip, which SDKs put around large inputs. It is signed as it was sent, so this comes after the proof.
    /// </summary>
    public static ValueTask Unpack(Exchange exchange) =>
        exchange.Request.Stream is null && IsPacked(exchange) ? Gunzip(exchange) : ValueTask.CompletedTask;

    private static bool IsPacked(Exchange exchange)
    {
        var encoding = exchange.Request.Headers.ContentEncoding;
        return encoding.Count > 0 && encoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
    }

    private static bool Streams(Shape input)
    {
        foreach (var member in input.Members)
        {
            if (member.Streaming)
            {
                return true;
            }
        }

        return false;
    }

    private static async ValueTask Read(Exchange exchange)
    {
        await exchange.Body.Read(exchange.Features, exchange.Gone);
        exchange.Request.Body = exchange.Body.Bytes;
    }

    private static async ValueTask Glimpse(Exchange exchange)
    {
        await Read(exchange);
        exchange.Request.Body = exchange.Body.Glimpse(GlimpseBytes);
    }

    private static async ValueTask Gunzip(Exchange exchange)
    {
        await exchange.Body.Gunzip(Gateway.BodyBytesMax, exchange.Gone);
        exchange.Request.Body = exchange.Body.Bytes;
    }
}
