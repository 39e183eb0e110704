using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Addresses;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Network;
using Faultline.Services.Ec2.Storage;
using Faultline.Store;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

/// <summary>
/// Amazon EC2 in one region. Its README says what it promises, what it leaves out, and how it fails.
/// </summary>
internal sealed partial class Ec2 : Ec2Api, IAsyncDisposable
{
    private readonly string region;
    private readonly Node node;
    private readonly Surroundings around;
    private readonly Ec2Options options;
    private readonly DefaultNetwork defaults;
    private readonly Ec2Book book;
    private readonly PublicAddresses addresses;
    private readonly Launcher launcher;
    private readonly Transitions transitions;
    private readonly StatusChecks checks;
    private readonly BootPlan? boot;
    private readonly Fleet? fleet;
    private readonly Doors? doors;
    private readonly VolumeWork storage;
    private readonly CopyWays ways;

    public Ec2(string region, Node node, RegionStore store, Surroundings around, Ec2Options options)
    {
        (this.region, this.node, this.around, this.options) = (region, node, around, options);
        defaults = new(region, node, around);
        book = new(store, around, defaults);
        ways = new(region, around, node, options.Engines?.Ways);
        storage = new(
            book,
            node,
            around,
            options.Engines?.Volumes,
            name => Elsewhere(name)?.options.Engines?.Volumes,
            ways,
            () => fleet?.Tell());
        addresses = new(region, around.Atlas, options.AddressShare);
        launcher = new(region, around, addresses);
        transitions = new(region, around.Timeline);
        checks = new(around);
        if (options.Engines is { } engines)
        {
            boot = new(region, options, engines.Folders);
            fleet = new(
                book,
                node,
                around,
                engines,
                boot,
                transitions,
                new(engines.Transport, options.MetadataPort, new(region, node, book, options.Sessions)),
                () =>
                {
                    // What ends takes its root volume with it, and has no address any more.
                    storage.Tell();
                    doors?.Tell();
                    OnChange();
                });
            doors = new(book, node, around, engines, options);
        }
    }

    /// <summary>EC2 of another region of this cloud, by its name; null where there is none.</summary>
    internal Func<string, Ec2?> Elsewhere { get; set; } = static _ => null;

    /// <summary>Hears that instances are others than before, or in other states.</summary>
    internal Action OnChange { get; set; } = static () => { };

    /// <summary>What makes volumes and takes snapshots.</summary>
    internal VolumeWork Storage => storage;

    /// <summary>For tests that put instances into states without running any.</summary>
    internal Ec2Book Book => book;

    /// <summary>Takes up what ran when the server last stopped, and goes on from there.</summary>
    public void Start()
    {
        storage.Start();
        fleet?.Start();
        doors?.Start();
    }

    public async ValueTask DisposeAsync()
    {
        if (doors is not null)
        {
            await doors.DisposeAsync();
        }

        if (fleet is not null)
        {
            await fleet.DisposeAsync();
        }

        await storage.DisposeAsync();
    }

    /// <summary>What of it is as it must never be: empty, unless a promise is broken.</summary>
    public async ValueTask<IReadOnlyList<string>> Audit()
    {
        using var held = await book.Take(CancellationToken.None);
        return [.. Keeping.Audit.Of(held.State, around.Atlas, options.Engines?.Processes)];
    }

    /// <summary>Something that reconcilers look at has changed.</summary>
    private void Tell()
    {
        storage.Tell();
        fleet?.Tell();
        doors?.Tell();
        OnChange();
    }

    /// <summary>EC2 of a region that a caller names as the source of a copy, if that answers.</summary>
    private async ValueTask<Ec2> In(Call call, string source, CancellationToken ct)
    {
        if (source == region)
        {
            return this;
        }

        var there = Elsewhere(source) ?? throw Refusal.Value(source, "sourceRegion");
        await ways.Ask(call, source, ct);
        return there;
    }
}
