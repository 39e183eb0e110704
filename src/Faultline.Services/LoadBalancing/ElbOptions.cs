using System.Collections.Immutable;
using System.Net.Security;
using Faultline.Engines.Balancer;

namespace Faultline.Services.LoadBalancing;

/// <summary>What load balancing is told of the server that it runs in.</summary>
public sealed record ElbOptions
{
    /// <summary>What the names of balancers end with.</summary>
    public string Domain { get; init; } = "localhost.localstack.cloud";

    /// <summary>With which share of the address plan nodes begin; no other server of this machine has it.</summary>
    public int AddressShare { get; init; }

    /// <summary>What carries the traffic; without it targets stay <c>initial</c>.</summary>
    public IBalancers? Balancers { get; init; }

    /// <summary>
    /// The instances of all accounts, as they stand on this machine; null where none can run. Who is not among them is
    /// gone.
    /// </summary>
    public Func<ValueTask<IReadOnlyList<Backend>>>? Backends { get; init; }

    /// <summary>Who gets through to whom in the region's networks; null where everybody does.</summary>
    internal Func<ValueTask<INetworks>>? Networks { get; init; }

    /// <summary>
    /// The certificate of an ARN, with its key and its chain; null when nobody has it. A listener without one does not
    /// listen.
    /// </summary>
    public Func<string, SslStreamCertificateContext?> Certificate { get; init; } = static _ => null;

    /// <summary>
    /// Whether an account's listener may show the certificate of an ARN; null where nobody keeps certificates, and
    /// every ARN is taken.
    /// </summary>
    public Func<string, string, CertificateStanding>? Standing { get; init; }

    /// <summary>The ids of the zones that clients of a balancer are led away from, by its ARN.</summary>
    public Func<string, ImmutableHashSet<string>> ShiftedAway { get; init; } = static _ => [];
}
