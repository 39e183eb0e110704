using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Wire;
using Faultline.Wire.Planes;
using Faultline.Wire.Routing;
using Microsoft.AspNetCore.Http.Features;

namespace Faultline.Gateway;

/// <summary>
/// The step at which faults meet API calls: every operation of every service passes here, and no service knows of it.
/// </summary>
internal sealed class Gate(Surroundings around, Node node)
{
    /// <summary>Faults that ask who calls what, before the input is read.</summary>
    public ValueTask Call(Exchange exchange)
    {
        var view = around.Board.View;
        return view.HasGates ? Judge(exchange, view, mentions: null) : Passed(exchange);
    }

    /// <summary>Faults that are for a resource, once the input is read.</summary>
    public ValueTask Input(Exchange exchange)
    {
        var view = around.Board.View;
        return view.AsksForResources && exchange.Input is { } input
            ? Judge(exchange, view, Mentions.In(input))
            : ValueTask.CompletedTask;
    }

    private ValueTask Judge(Exchange exchange, BoardView view, Func<string, bool>? mentions)
    {
        var route = exchange.Route;
        var facts = Planes.Of(route.Service.Id, route.OperationName);
        var call = new ApiCall(
            route.Service.Id,
            route.OperationName,
            around.Atlas.Region(route.Region) ?? around.Atlas.Everything,
            exchange.Principal!.Account,
            facts.ControlPlane,
            facts.Reads)
        {
            Caller = exchange.Principal.Arn,
        };
        var verdict = view.Gate(call, node.Now, node.Dice, mentions);
        return verdict.Passes ? Passed(exchange) : Act(exchange, verdict);
    }

    private async ValueTask Act(Exchange exchange, Verdict verdict)
    {
        if (verdict.Delay > TimeSpan.Zero)
        {
            await Task.Delay(verdict.Delay, node.Clock, exchange.Gone);
        }

        switch (verdict.Action)
        {
            case GateAction.Error error:
                throw FaultErrors.Of(error, exchange.Route.Service, exchange.Route.Protocol);
            case GateAction.Drop when verdict.NewConnectionsOnly && exchange.Reached == Name(exchange.Route):
                break;
            case GateAction.Drop:
                throw new Dropped();
            default:
                await Passed(exchange);
                break;
        }
    }

    /// <summary>Over this connection the endpoint was reached; whoever keeps it needs no name any more.</summary>
    private static ValueTask Passed(Exchange exchange)
    {
        exchange.Reached = Name(exchange.Route);
        return ValueTask.CompletedTask;
    }

    private static (string Service, string Region) Name(in Route route) => (route.Service.Id, route.Region);
}

/// <summary>Nobody is there: the connection ends, and the caller is not told why.</summary>
internal sealed class Dropped() : Exception("A fault ended the connection.")
{
    public static void Abort(Exchange exchange) =>
        exchange.Features.Get<IHttpRequestLifetimeFeature>()!.Abort();
}
