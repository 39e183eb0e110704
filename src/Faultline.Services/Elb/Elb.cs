using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Kernel;
using Faultline.Services.Elb.Keeping;
using Faultline.Services.Elb.Wanted;
using Faultline.Store;
using Faultline.Wire;

namespace Faultline.Services.Elb;

/// <summary>
/// Elastic Load Balancing (version 2) in one region. Its README says what it promises, what it leaves out, and how it
/// fails.
/// </summary>
internal sealed partial class Elb : ElbApi, IAsyncDisposable
{
    private readonly string region;
    private readonly Node node;
    private readonly Surroundings around;
    private readonly ElbOptions options;
    private readonly ElbBook book;
    private readonly Premises premises;
    private readonly Sites sites;
    private readonly Footing footing;
    private readonly Balancing balancing;

    public Elb(string region, Node node, RegionStore store, Surroundings around, Ec2Api ec2, ElbOptions options)
    {
        (this.region, this.node, this.around, this.options) = (region, node, around, options);
        book = new(store);
        premises = new(ec2);
        sites = new(region, around.Atlas, options.AddressShare, premises);
        footing = new(region, node, around.Atlas, book, premises);
        balancing = new(
            new Planning(region, book, node, around, options, footing),
            node,
            options.Balancers,
            new(region, node, around.Timeline));
    }

    /// <summary>For tests that look at what is kept.</summary>
    internal ElbBook Book => book;

    /// <summary>For tests that let it look when they say so.</summary>
    internal Balancing Balancing => balancing;

    /// <summary>Brings the balancers up that were there when the server last stopped.</summary>
    public void Start() => balancing.Start();

    /// <summary>Something that balancers depend on has changed elsewhere: instances, or zones.</summary>
    public void Tell() => balancing.Tell();

    /// <summary>The balancers that show certificates, held still until it is disposed.</summary>
    public async ValueTask<IUses> Certificates(CancellationToken ct) => new CertificateUses(await book.Take(ct));

    public ValueTask DisposeAsync() => balancing.DisposeAsync();

    /// <summary>What of it is as it must never be: empty, unless a promise is broken.</summary>
    public async ValueTask<IReadOnlyList<string>> Audit()
    {
        using var held = await book.Take(CancellationToken.None);
        return [.. Keeping.Audit.Of(held.State)];
    }

    private void CheckCarried(string protocol)
    {
        if (!WantedBalancer.Protocols(protocol).All(each => options.Balancers?.Carries(each) != false))
        {
            throw Refusal.NotBuilt($"listeners of protocol {protocol}");
        }
    }

    private static Item<LoadBalancer> Balancer(ElbState state, Call call, string arn) =>
        state.Balancers.Find(call.Account, arn) ?? throw Missing("loadbalancer", arn);

    private static Item<Listener> Listener(ElbState state, Call call, string arn) =>
        state.Listeners.Find(call.Account, arn) ?? throw Missing("listener", arn);

    private static Item<Rule> Rule(ElbState state, Call call, string arn) =>
        state.Rules.Find(call.Account, arn) ?? throw Missing("listener-rule", arn);

    private static Item<TargetGroup> Group(ElbState state, Call call, string arn) =>
        state.Groups.Find(call.Account, arn) ?? throw Missing("targetgroup", arn);

    private static AwsError Missing(string type, string arn) =>
        Arns.TypeOf(arn) == type ? Refusal.NotFound(type, arn) : Refusal.Arn(type, arn);

    /// <summary>Those that a list was asked for, each once; refused when one is not there.</summary>
    private static List<T> Pick<T>(IEnumerable<T> all, Func<T, string> name, List<string> asked, AwsError none)
    {
        var wanted = asked.ToHashSet(StringComparer.Ordinal);
        var found = all.Where(each => wanted.Contains(name(each))).ToList();
        return found.Count == wanted.Count ? found : throw none;
    }
}
