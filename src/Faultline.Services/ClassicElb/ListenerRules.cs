using Faultline.Api.ClassicElb;
using Faultline.Services.ClassicElb.Keeping;
using Faultline.Services.ClassicElb.Policies;
using Faultline.Wire;

namespace Faultline.Services.ClassicElb;

/// <summary>Which listeners a balancer takes ("Listeners for your Classic Load Balancer" in the user guide).</summary>
internal sealed class ListenerRules(ElbOptions options)
{
    private const int PortMax = 65535;

    /// <summary>Listeners with what is said of them by default; refused where one cannot be.</summary>
    public static List<Listener> Check(List<Listener> asked)
    {
        if (asked.Count == 0)
        {
            throw Refusal.Invalid("At least one listener must be specified");
        }

        var all = asked.ConvertAll(Check);
        return all.DistinctBy(each => each.LoadBalancerPort).Count() == all.Count
            ? all
            : throw ClassicElbErrors.DuplicateListenerException("A port can have only one listener");
    }

    /// <summary>
    /// Refuses certificates that cannot be shown. Within the turn, which ACM takes before it deletes one.
    /// </summary>
    public void CheckCertificates(Call call, List<Listener> listeners)
    {
        foreach (var listener in listeners.Where(each => Protocols.IsSecure(each.Protocol)))
        {
            CheckCertificate(call, listener.SSLCertificateId);
        }
    }

    public void CheckCertificate(Call call, string? arn)
    {
        var standing = arn is null ? CertificateStanding.Missing : options.Standing?.Invoke(call.Account, arn);
        if (standing is CertificateStanding.Missing or CertificateStanding.Unfit)
        {
            throw Refusal.NoCertificate(arn);
        }
    }

    /// <summary>The balancer with the listeners; those that it has already are the same ones.</summary>
    public static Balancer Add(Balancer balancer, List<Listener> listeners)
    {
        var before = balancer;
        foreach (var listener in listeners)
        {
            if (before.ListenerAt(listener.LoadBalancerPort!.Value) is { } old)
            {
                if (!IsSame(old.Listener!, listener))
                {
                    throw ClassicElbErrors.DuplicateListenerException(
                        $"A listener already exists for {balancer.Name} with LoadBalancerPort "
                        + $"{listener.LoadBalancerPort}, but with a different InstancePort, Protocol, or "
                        + "SSLCertificateId");
                }

                continue;
            }

            var isSecure = Protocols.IsSecure(listener.Protocol);
            if (isSecure && balancer.Policy(SslPolicies.Unasked) is null)
            {
                balancer = balancer with { Policies = [.. balancer.Policies, SslPolicies.Find(SslPolicies.Unasked)!] };
            }

            var added = new ListenerDescription
            {
                Listener = listener,
                PolicyNames = isSecure ? [SslPolicies.Unasked] : [],
            };
            balancer = balancer.With(shown => shown.ListenerDescriptions = [.. shown.ListenerDescriptions!, added]);
        }

        return balancer.Shown.ListenerDescriptions!.Count <= Limits.ListenersMax
            ? balancer
            : throw Refusal.Configuration(
                $"Load balancer {balancer.Name} cannot have more than {Limits.ListenersMax} listeners");
    }

    public static bool AreSame(IEnumerable<Listener> some, IReadOnlyCollection<Listener> others) =>
        some.ToList() is var all && all.Count == others.Count
        && all.TrueForAll(each => others.Any(other => IsSame(each, other)));

    private static bool IsSame(Listener one, Listener other) =>
        Reshape.Bytes(one).AsSpan().SequenceEqual(Reshape.Bytes(other));

    private static Listener Check(Listener asked)
    {
        var protocol = asked.Protocol.ToUpperInvariant();
        var inner = asked.InstanceProtocol is { Length: > 0 } said ? said.ToUpperInvariant() : Usual(protocol);
        if (!Protocols.IsKnown(protocol) || !Protocols.IsKnown(inner))
        {
            throw ClassicElbErrors.UnsupportedProtocolException(
                $"The protocols {asked.Protocol} and {inner} must be among HTTP, HTTPS, TCP and SSL");
        }

        if (Protocols.IsHttp(protocol) != Protocols.IsHttp(inner))
        {
            throw Refusal.Invalid(
                $"A listener of protocol {protocol} cannot send to instance protocol {inner}: they are of two layers");
        }

        if (asked.LoadBalancerPort is not (>= 1 and <= PortMax))
        {
            throw Refusal.Invalid($"Load balancer port must be in 1-{PortMax} inclusive");
        }

        var certificate = string.IsNullOrEmpty(asked.SSLCertificateId) ? null : asked.SSLCertificateId;
        return new()
        {
            Protocol = protocol,
            LoadBalancerPort = asked.LoadBalancerPort,
            InstanceProtocol = inner,
            InstancePort = asked.InstancePort,
            SSLCertificateId = Protocols.IsSecure(protocol) ? certificate : null,
        };
    }

    /// <summary>Listener in the API reference: HTTP for the upper layer, TCP for the lower one.</summary>
    private static string Usual(string protocol) => Protocols.IsHttp(protocol) ? Protocols.Http : Protocols.Tcp;
}
