using Faultline.Wire.Signatures;

namespace Faultline.Gateway;

/// <summary>The step that finds out who calls, and refuses whoever cannot prove it.</summary>
internal sealed class Authenticate(Cloud.Cloud cloud)
{
    private readonly Authenticator authenticator = new(cloud.Keyring);

    public void Caller(Exchange exchange)
    {
        var route = exchange.Route;
        exchange.Principal = authenticator.Authenticate(exchange.Request, Claim.Read(exchange.Request), new()
        {
            Service = route.Service.SigningName,
            // The region that will answer is the one that was signed for, however the request named it.
            Region = route.Region,
            Protocol = route.Protocol,
            Anonymous = route.Operation!.Anonymous,
            Now = exchange.Began,
        });
    }
}
