using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Gateway;

/// <summary>
/// The step that calls the behaviour. It returns once what it did is kept: waiting for the disk is the behaviour's own,
/// because only it knows which changes its answer tells of.
/// </summary>
internal sealed class Dispatch(Cloud.Cloud cloud)
{
    public ValueTask<IStructure?> Call(Exchange exchange)
    {
        var route = exchange.Route;
        exchange.Resets = cloud.Resets;
        return cloud.TryFind(route.Region, route.Service, out var api)
            ? Call(exchange, api)
            : Open(exchange);
    }

    private async ValueTask<IStructure?> Open(Exchange exchange)
    {
        var route = exchange.Route;
        return await Call(exchange, await cloud.Find(route.Region, route.Service, exchange.Gone));
    }

    private ValueTask<IStructure?> Call(Exchange exchange, Wire.Api api) => api.Invoke(
        new()
        {
            Service = exchange.Route.Service,
            Operation = exchange.Route.Operation!,
            Region = exchange.Route.Region,
            Principal = exchange.Principal!,
            Now = exchange.Began,
            Dice = cloud.Node.Dice,
            RequestId = exchange.RequestId,
            Origin = exchange.Origin,
            SourceAddress = exchange.SourceAddress,
        },
        exchange.Input!,
        exchange.Gone);
}
