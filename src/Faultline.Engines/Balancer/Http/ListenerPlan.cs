using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Rules;
using Faultline.Engines.Balancer.Targets;

namespace Faultline.Engines.Balancer.Http;

/// <summary>What a node does with what comes at a port, made ready. A new config puts another in its place.</summary>
/// <param name="IdleTicks">After so many ticks without a byte a connection is given up.</param>
internal sealed record ListenerPlan(
    ListenerConfig Config,
    RulePlan Rules,
    HttpConfig Http,
    TlsPlan? Tls,
    int IdleTicks,
    int KeepAliveTicks)
{
    public static ListenerPlan Of(ListenerConfig listener, BalancerConfig config, Func<string, Group?> find) => new(
        listener,
        new(listener.Rules, action => Act.Of(action, find)),
        config.Http,
        Balancer.Tls.Of(listener.Tls, listener.Protocol == ListenerProtocol.Https && config.Http.Http2),
        (int)(listener.IdleAfter ?? config.IdleAfter).TotalSeconds,
        (int)config.Http.KeepAlive.TotalSeconds);
}
