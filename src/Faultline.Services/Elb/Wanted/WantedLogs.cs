using System.Collections.Immutable;
using System.Net.Security;
using Faultline.Api.Elb;
using Faultline.Engines.Balancer.Config;
using Faultline.Services.Elb.Keeping;
using Faultline.Services.Elb.Logs;

namespace Faultline.Services.Elb.Wanted;

/// <summary>What a balancer is to write down, and the names in it. Pure.</summary>
internal sealed class WantedLogs(
    ElbState state, string region, Whereabouts places, Func<string, SslStreamCertificateContext?> certificate)
{
    /// <summary>Null when nothing is.</summary>
    public LogConfig? Config(Item<LoadBalancer> balancer)
    {
        var access = LogPlace.Of(balancer.Set, LogPlace.Access);
        var connections = LogPlace.Of(balancer.Set, LogPlace.Connections);
        if (access is null && connections is null)
        {
            return null;
        }

        var names = Names(balancer);
        return balancer.Shown.Type == LoadBalancerTypeEnum.Application
            ? new()
            {
                Requests = access is null ? null : new RequestForm(names, access),
                Openings = connections is null ? null : new OpeningForm(names, connections),
            }
            : new() { Closings = access is null ? null : new TlsForm(names, access) };
    }

    private LogNames Names(Item<LoadBalancer> balancer)
    {
        var listeners = state.ListenersOf(balancer.Id).ToList();
        return new(
            balancer.Id[(balancer.Id.IndexOf('/') + 1)..], balancer.Shown.DNSName!, balancer.Account, region)
        {
            Rules = listeners.SelectMany(listener => state.RulesOf(listener.Id))
                .ToImmutableDictionary(
                    rule => rule.Id, rule => rule.Shown.IsDefault == true ? "0" : rule.Shown.Priority!),
            Certificates = Certificates(listeners),
            Targets = state.GroupsOf(balancer.Id).SelectMany(state.TargetsOf)
                .DistinctBy(target => target.Key)
                .ToImmutableDictionary(target => target.Key, Address),
            Listeners = listeners.ToImmutableDictionary(
                listener => listener.Shown.Port!.Value,
                listener => listener.Id[(listener.Id.LastIndexOf('/') + 1)..]),
        };
    }

    private ImmutableDictionary<string, string> Certificates(IEnumerable<Item<Listener>> listeners) => listeners
        .SelectMany(listener => (listener.Shown.Certificates ?? []).Concat(state.MoreCertificates(listener.Id)))
        .Select(each => each.CertificateArn!)
        .Distinct(StringComparer.Ordinal)
        .Select(arn => (Arn: arn, certificate(arn)?.TargetCertificate.Thumbprint))
        .Where(each => each.Thumbprint is not null)
        .DistinctBy(each => each.Thumbprint)
        .ToImmutableDictionary(each => each.Thumbprint!, each => each.Arn);

    /// <summary>An instance by its private address, as in AWS.</summary>
    private string Address(Registration target) =>
        $"{places.Instance(target)?.PrivateAddress ?? target.Shown.Id}:{target.Shown.Port}";
}
