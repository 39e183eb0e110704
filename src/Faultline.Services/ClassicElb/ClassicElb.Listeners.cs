using Faultline.Api.ClassicElb;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.ClassicElb;

internal sealed partial class ClassicElb
{
    public override async ValueTask<CreateLoadBalancerListenerOutput> CreateLoadBalancerListeners(
        Call call, CreateLoadBalancerListenerInput request, CancellationToken ct)
    {
        var listeners = ListenerRules.Check(request.Listeners);
        await Change(
            call,
            request.LoadBalancerName,
            (_, balancer) =>
            {
                rules.CheckCertificates(call, listeners);
                return ListenerRules.Add(balancer, listeners);
            },
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
                shown.ListenerDescriptions = shown.ListenerDescriptions!.FindAll(each =>
                    !request.LoadBalancerPorts.Contains(each.Listener!.LoadBalancerPort!.Value));
                shown.BackendServerDescriptions = shown.BackendServerDescriptions!.FindAll(each =>
                    shown.ListenerDescriptions.Exists(one => one.Listener!.InstancePort == each.InstancePort));
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

                rules.CheckCertificate(call, request.SSLCertificateId);
                var changed = listener.With(shown => shown.SSLCertificateId = request.SSLCertificateId);
                return balancer.WithListener(
                    request.LoadBalancerPort.Value, shown => shown.Listener = changed);
            },
            ct);
        return new();
    }
}
