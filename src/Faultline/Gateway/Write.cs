using System.Text.Json;
using Faultline.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Faultline.Gateway;

/// <summary>Puts an answer on the wire: the codec of the request's protocol has written it, or it has none.</summary>
internal static class Write
{
    /// <summary>Puts an error in the place of whatever was written so far.</summary>
    public static void Error(Exchange exchange, AwsError error)
    {
        exchange.Rewind();
        exchange.ErrorCode = error.Code;
        if (exchange.Codec is { } codec && exchange.Service is { } service)
        {
            codec.Write(service, error, exchange.RequestId, exchange.Response);
            return;
        }

        exchange.Response.Status = error.Status;
        exchange.Response.Headers.ContentType = "application/json";
        exchange.Response.Headers["x-amzn-RequestId"] = exchange.RequestId;
        using var json = new Utf8JsonWriter(exchange.Answer);
        json.WriteStartObject();
        json.WriteString("__type", error.Code);
        json.WriteString("message", error.Message);
        json.WriteEndObject();
    }

    public static async ValueTask Send(Exchange exchange)
    {
        var response = exchange.Response;
        exchange.Features.Get<IHttpResponseFeature>()!.StatusCode = response.Status;
        Cors.Mark(exchange);
        var body = exchange.Features.Get<IHttpResponseBodyFeature>()!;
        var bytes = exchange.Answer.Written;
        if (response.Status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
        {
            response.Headers.ContentLength ??= bytes.Length;
        }

        if (bytes.Length > 0 && !HttpMethods.IsHead(exchange.Request.Method))
        {
            await body.Writer.WriteAsync(bytes, exchange.Gone);
        }
    }
}
