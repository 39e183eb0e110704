using Faultline.Services.ClassicElb.Keeping;
using Faultline.Store;

namespace Faultline.Services.ClassicElb;

/// <summary>The balancers whose listeners show a certificate, with the turn at them.</summary>
internal sealed class CertificateUses(Held<ClassicState> held) : IUses
{
    public IReadOnlyList<string> Of(string arn) =>
    [
        .. held.State.Balancers.All
            .Where(balancer => balancer.Listeners.Any(listener => listener.SSLCertificateId == arn))
            .Select(balancer => balancer.Id),
    ];

    public void Dispose() => held.Dispose();
}
