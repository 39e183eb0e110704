using Faultline.Cloud;
using Faultline.Local;
using Faultline.Store;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Faultline.Gateway;

/// <summary>
/// The way of every request, step by step. Nothing on it may block: it runs where the socket's event came in.
/// </summary>
internal sealed class RequestPath(Server server, Settings settings, Log log) : IHttpApplication<Exchange>
{
    private readonly Cors cors = new(settings.AnyOrigin, settings.Origins, settings.Sqs.Host);
    private readonly LocalPaths local = new(server, settings);
    private readonly ServicePaths services = new(server.Cloud, settings);
    private readonly Authenticate authenticate = new(server.Cloud);
    private readonly Gate gate = new(server.Cloud.Around, server.Cloud.Node);
    private readonly Dispatch dispatch = new(server.Cloud);

    public Exchange CreateContext(IFeatureCollection contextFeatures)
    {
        var exchange = contextFeatures is IHostContextContainer<Exchange> container
            ? container.HostContext ??= new()
            : new();
        exchange.Begin(contextFeatures, server.Cloud.Node);
        return exchange;
    }

    public void DisposeContext(Exchange context, Exception? exception) => context.End();

    public async Task ProcessRequestAsync(Exchange context)
    {
        try
        {
            try
            {
                await Walk(context);
            }
            // What Kestrel says of the connection (an IOException) it also answers, and knows that it must end.
            catch (Exception failure) when (failure is not (OperationCanceledException or IOException or Dropped))
            {
                Fail(context, failure);
            }

            await Write.Send(context);
        }
        catch (Exception gone) when (context.Gone.IsCancellationRequested
            && gone is OperationCanceledException or ConnectionResetException or ConnectionAbortedException)
        {
            // Nobody is there to hear an answer.
        }
        catch (Dropped)
        {
            Dropped.Abort(context);
        }
        finally
        {
            // Before Kestrel ends the request: afterwards the body's memory is no longer ours to give back.
            context.Body.Release();
        }

        Record.Of(context, server.Cloud.Node, log);
    }

    /// <summary>The list. What comes before a step has been true since.</summary>
    private async ValueTask Walk(Exchange exchange)
    {
        if (cors.Answers(exchange)
            || await local.Answers(exchange)
            || await services.Answers(exchange))
        {
            return;
        }

        await Accept.WhatNamesTheOperation(exchange);
        Identify.Request(exchange);
        await Accept.Rest(exchange);
        authenticate.Caller(exchange);
        await gate.Call(exchange);
        await Accept.Unpack(exchange);
        Parse.Input(exchange);
        await gate.Input(exchange);
        var output = await dispatch.Call(exchange);
        Write.Output(exchange, output);
    }

    private void Fail(Exchange exchange, Exception failure)
    {
        var route = exchange.Route;
        var common = exchange.Codec is null ? default : new CommonErrors(route.Service, route.Protocol);
        switch (failure)
        {
            case AwsError error:
                Write.Error(exchange, error);
                break;
            case MalformedInput malformed:
                Write.Error(exchange, common.MalformedInput(malformed.Message));
                break;
            case BodyTooLarge:
                // Kestrel closes the connection where the rest of the body is still to come.
                Write.Error(exchange, common.RequestTooLarge());
                break;
            case StoreBroken broken:
                // A reset closes stores under requests that are on their way; nothing is broken then.
                if (exchange.Resets == server.Cloud.Resets && !server.Cloud.BrokeByFault(route.Region))
                {
                    server.Break(broken.Message);
                }

                Write.Error(exchange, common.ServiceUnavailable());
                break;
            case RegionUnusable unusable:
                log.Error(unusable.Message, ("requestId", exchange.RequestId));
                Write.Error(exchange, common.ServiceUnavailable());
                break;
            default:
                log.Error(
                    "A request failed inside Faultline.",
                    ("requestId", exchange.RequestId),
                    ("request", $"{exchange.Request.Method} {exchange.Request.Path}"),
                    ("operation", exchange.Codec is null ? null : $"{route.Service.Id}:{route.OperationName}"),
                    ("exception", failure));
                Write.Error(exchange, common.InternalFailure());
                break;
        }
    }
}
