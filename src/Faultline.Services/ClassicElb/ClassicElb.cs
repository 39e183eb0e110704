using Faultline.Api.ClassicElb;
using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.ClassicElb.Keeping;
using Faultline.Store;
using Faultline.Wire;

namespace Faultline.Services.ClassicElb;

/// <summary>
/// Elastic Load Balancing (the API of 2012) in one region. Its README says what it promises, what it leaves out, and
/// how it fails.
/// </summary>
internal sealed partial class ClassicElb : ClassicElbApi, IAsyncDisposable
{
    private readonly string region;
    private readonly Surroundings around;
    private readonly ElbOptions options;
    private readonly ClassicBook book;
    private readonly Premises premises;
    private readonly Sites sites;
    private readonly ListenerRules rules;
    private readonly Balancing balancing;

    public ClassicElb(
        string region, Node node, RegionStore store, Surroundings around, Ec2Api ec2, ElbOptions options)
    {
        (this.region, this.around, this.options) = (region, around, options);
        book = new(store);
        premises = new(ec2);
        sites = new(region, around.Atlas, options.AddressShare, premises);
        rules = new(options);
        balancing = new(
            new Planning(book, node, around, options), node, options.Balancers, new(region, node, around.Timeline));
    }

    /// <summary>For tests that look at what is kept.</summary>
    internal ClassicBook Book => book;

    /// <summary>For tests that let it look when they say so.</summary>
    internal Balancing Balancing => balancing;

    /// <summary>Brings the balancers up that were there when the server last stopped.</summary>
    public void Start() => balancing.Start();

    /// <summary>Something that balancers depend on has changed elsewhere: instances, or certificates.</summary>
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

    private Balancer Find(ClassicState state, Call call, string name) =>
        state.Balancers.Find(call.Account, Balancer.IdOf(region, call.Account, name)) ?? throw Refusal.NotFound(name);

    /// <summary>Changes a balancer, and lets that be brought about.</summary>
    private async ValueTask<Balancer> Change(
        Call call, string name, Func<ClassicState, Balancer, Balancer> change, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var changed = change(held.State, Find(held.State, call, name));
        held.State.Balancers.Put(changed);
        await held.Keep();
        balancing.Tell();
        return changed;
    }

    private async ValueTask<T> Look<T>(
        Call call, string name, Func<ClassicState, Balancer, T> look, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var seen = look(held.State, Find(held.State, call, name));
        await held.Keep();
        return seen;
    }
}
