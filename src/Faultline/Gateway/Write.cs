using System.IO.Pipelines;
using System.Text.Json;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Faultline.Gateway;

/// <summary>Puts an answer on the wire: the codec of the request's protocol has written it, or it has none.</summary>
internal static class Write
{
    public static void Output(Exchange exchange, IStructure? output)
    {
        var route = exchange.Route;
        exchange.Codec!.Write(route.Service, route.Operation!, output, exchange.RequestId, exchange.Response);
    }

    /// <summary>Puts an error in the place of whatever was written so far.</summary>
    public static void Error(Exchange exchange, AwsError error)
    {
        exchange.Rewind();
        exchange.ErrorCode = error.Code;
        if (exchange.Codec is { } codec)
        {
            codec.Write(exchange.Route.Service, error, exchange.RequestId, exchange.Response);
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

    /// <summary>Sends what was written. An answer that streams goes out as it comes; any other in one piece.</summary>
    public static ValueTask Send(Exchange exchange)
    {
        var response = exchange.Response;
        exchange.ResponseFeature.StatusCode = response.Status;
        Cors.Mark(exchange);
        var body = exchange.ResponseBody;
        if (response.Stream is not null || response.Events is not null)
        {
            return Stream(exchange, body);
        }

        var bytes = exchange.Answer.Written;
        if (response.Status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
        {
            response.Headers.ContentLength ??= bytes.Length;
        }

        if (bytes.Length == 0 || HttpMethods.IsHead(exchange.Request.Method))
        {
            return ValueTask.CompletedTask;
        }

        // Not cut off when the client has closed its own direction: it may still listen, and the work is done.
        var sent = body.Writer.WriteAsync(bytes, CancellationToken.None);
        if (!sent.IsCompletedSuccessfully)
        {
            return Wait(sent);
        }

        _ = sent.Result;
        return ValueTask.CompletedTask;
    }

    private static async ValueTask Wait(ValueTask<FlushResult> sent) => await sent;

    private static async ValueTask Stream(Exchange exchange, IHttpResponseBodyFeature body)
    {
        if (exchange.Response.Stream is { } stream)
        {
            await using (stream)
            {
                if (!HttpMethods.IsHead(exchange.Request.Method))
                {
                    await stream.CopyToAsync(body.Stream, exchange.Gone);
                }
            }

            return;
        }

        await foreach (var framed in exchange.Response.Events!.WithCancellation(exchange.Gone))
        {
            await body.Writer.WriteAsync(framed, exchange.Gone);
        }
    }
}
