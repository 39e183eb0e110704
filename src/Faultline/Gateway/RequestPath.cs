using Faultline.Kernel;
using Faultline.Local;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http.Features;

namespace Faultline.Gateway;

/// <summary>The way of every request, step by step. Nothing on it may block: it runs where the socket's event came in.</summary>
internal sealed class RequestPath(Server server, Settings settings, Log log) : IHttpApplication<Exchange>
{
    private readonly LocalPaths local = new(server);
    private readonly Cors cors = new(settings.AnyOrigin, settings.Origins);

    public Exchange CreateContext(IFeatureCollection contextFeatures)
    {
        var exchange = contextFeatures is IHostContextContainer<Exchange> container
            ? container.HostContext ??= new()
            : new();
        exchange.Begin(contextFeatures);
        return exchange;
    }

    public void DisposeContext(Exchange context, Exception? exception) => context.End();

    public async Task ProcessRequestAsync(Exchange context)
    {
        var node = server.Cloud.Node;
        context.RequestId = node.Dice.Uuid();
        context.Began = node.Now;
        try
        {
            await Walk(context);
            await Write.Send(context);
        }
        catch (OperationCanceledException) when (context.Gone.IsCancellationRequested)
        {
            // Nobody is there to hear an answer.
        }

        finally
        {
            // Before Kestrel ends the request: afterwards the body's memory is no longer ours to give back.
            context.Body.Release();
        }

        Record.Of(context, node, log);
    }

    private async ValueTask Walk(Exchange exchange)
    {
        try
        {
            if (cors.Answers(exchange))
            {
                return;
            }

            if (LocalPaths.Owns(exchange.Request.Path))
            {
                await local.Answer(exchange);
                return;
            }

            throw new AwsError("NotFound", 404, "Nothing answers here yet.");
        }
        catch (AwsError error)
        {
            Write.Error(exchange, error);
        }
        catch (MalformedInput malformed)
        {
            Write.Error(exchange, new AwsError("SerializationException", 400, malformed.Message));
        }
    }
}
