using Faultline.Api.ClassicElb;
using Faultline.Wire;

namespace Faultline.Services.ClassicElb;

internal sealed partial class ClassicElb
{
    public override async ValueTask<CreateLoadBalancerListenerOutput> CreateLoadBalancerListeners(
        Call call, CreateLoadBalancerListenerInput request, CancellationToken ct)
    {
        await Change(
            call,
            request.LoadBalancerName,
            (_, balancer) => ListenerRules.Add(balancer, rules.Check(call, request.Listeners)),
            ct);
        return new();
    }

    /// <summary>A listener that is gone already is deleted all the same.</summary>
    public override async ValueTask<DeleteLoadBalancerListenerOutput> DeleteLoadBalancerListeners(
        Call call, DeleteLoadBalancerListenerInput request, CancellationToken ct)
    {
        await Change(
            call,
            request.LoadBalancerName,
            (_, balancer) => balancer.With(shown =>
            {
                shown.ListenerDescriptions!.RemoveAll(each =>
                    request.LoadBalancerPorts.Contains(each.Listener!.LoadBalancerPort!.Value));
                shown.BackendServerDescriptions!.RemoveAll(each => !shown.ListenerDescriptions.Exists(
                    listener => listener.Listener!.InstancePort == each.InstancePort));
            }),
            ct);
        return new();
    }

    public override async ValueTask<SetLoadBalancerListenerSSLCertificateOutput> SetLoadBalancerListenerSSLCertificate(
        Call call, SetLoadBalancerListenerSSLCertificateInput request, CancellationToken ct)
    {
        await Change(
            call,
            request.LoadBalancerName,
            (_, balancer) =>
            {
                var listener = balancer.ListenerAt(request.LoadBalancerPort!.Value)?.Listener
                    ?? throw Refusal.NoListener(balancer.Name, request.LoadBalancerPort);
                if (!Protocols.IsSecure(listener.Protocol))
                {
                    throw Refusal.Configuration(
                        $"A certificate cannot be specified for {listener.Protocol} listeners");
                }

                // Within the turn, which ACM takes before it deletes a certificate.
                rules.CheckCertificate(call, request.SSLCertificateId);
                return balancer.With(shown => shown.ListenerDescriptions!
                    .Find(each => each.Listener!.LoadBalancerPort == request.LoadBalancerPort)!
                    .Listener!.SSLCertificateId = request.SSLCertificateId);
            },
            ct);
        return new();
    }
}
