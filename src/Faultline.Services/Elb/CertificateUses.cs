using Faultline.Services.Elb.Keeping;
using Faultline.Store;

namespace Faultline.Services.Elb;

/// <summary>The balancers whose listeners show a certificate, with the turn at them.</summary>
internal sealed class CertificateUses(Held<ElbState> held) : IUses
{
    public IReadOnlyList<string> Of(string arn) =>
    [
        .. held.State.Listeners.All
            .Where(listener => (listener.Shown.Certificates ?? []).Concat(held.State.MoreCertificates(listener.Id))
                .Any(each => each.CertificateArn == arn))
            .Select(listener => listener.Shown.LoadBalancerArn!)
            .Distinct(StringComparer.Ordinal),
    ];

    public void Dispose() => held.Dispose();
}
