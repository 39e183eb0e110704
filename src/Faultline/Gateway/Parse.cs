using Faultline.Wire.Constraints;

namespace Faultline.Gateway;

/// <summary>
/// The step that makes an input of the request: read by its protocol, and held against the model's constraints.
/// </summary>
internal static class Parse
{
    public static void Input(Exchange exchange)
    {
        var route = exchange.Route;
        var input = route.Operation!.NewInput();
        route.Preset(input, exchange.Origin);
        exchange.Codec!.Read(route.Service, route.Operation, exchange.Request, input);
        if (InputConstraints.Check(route.Service, route.Operation, input, route.Protocol) is { } refusal)
        {
            throw refusal;
        }

        exchange.Input = input;
        if (exchange.Request.Stream is null)
        {
            // An input holds copies only, and a long poll should not hold on to the connection's memory.
            exchange.Request.Body = default;
            exchange.Body.Release();
        }
    }
}
