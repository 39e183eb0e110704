using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Faultline.Engines.Postgres;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Kernel.Timeline;
using Faultline.Network;
using Faultline.Services;
using Faultline.Services.Ec2;
using Faultline.Services.Rds;
using Faultline.Services.Ssm;
using Faultline.Services.Sts;
using Faultline.Services.Worldwide;
using Faultline.Store;
using Faultline.Wire;
using Faultline.Wire.Generated;
using Faultline.Wire.Planes;
using Faultline.Wire.Routing;
using Faultline.Wire.Signatures;

namespace Faultline.Cloud;

/// <summary>
/// All regions of this server, over the state folder. One that was used before is open from the start; any other opens
/// when it is first called. Regions share nothing but the master secret that sessions are sealed with.
/// </summary>
internal sealed partial class Cloud : IAsyncDisposable
{
    /// <summary>More than AWS has. Names come from outside, and each takes files and memory.</summary>
    private const int RegionsMax = 64;

    private readonly Settings settings;
    private readonly StateFolder folder;
    private readonly Sessions sessions;
    private readonly Seal parameters;
    private readonly Seal databases;
    private readonly Func<ServerTls> tls;
    private readonly RegionStore worldStore;
    private readonly Turn opening = new();
    private readonly Ways ways;
    private readonly AddressShare addresses;
    private FrozenDictionary<string, OpenRegion> open = FrozenDictionary<string, OpenRegion>.Empty;

    private Cloud(
        Settings settings,
        Node node,
        StateFolder folder,
        Atlas atlas,
        Board board,
        RegionStore worldStore,
        byte[] master,
        Func<ServerTls> tls)
    {
        this.tls = tls;
        (this.settings, Node, this.folder, this.worldStore) = (settings, node, folder, worldStore);
        Words = new(Catalog.Default);
        World = new(node, worldStore, atlas, board, settings.Timing, Words);
        ways = new(atlas, board, Distances.None);
        (sessions, parameters) = (new(master), new(master, SsmOptions.Purpose));
        databases = new(master, RdsOptions.Purpose);
        Keyring = new(settings.UnknownKeysAreRoot, sessions);
        addresses = AddressShare.Of(folder.Path);
        Templates = new(folder.TemplatesPath);
    }

    public Node Node { get; }

    public Keyring Keyring { get; }

    /// <summary>The names of services and operations, for whoever aims faults at them.</summary>
    public CatalogWords Words { get; }

    /// <summary>Templates that were put here.</summary>
    public TemplateShelf Templates { get; }

    /// <summary>The faults in force and the timeline.</summary>
    public Worldwide World { get; }

    public Surroundings Around => World.Around;

    /// <summary>The services that answer, by id: each of those that are built in part stands in every region.</summary>
    public IReadOnlyList<string> Services { get; } =
    [
        .. Catalog.Default.Services.Select(service => service.Id)
            .Where(id => BuiltServices.Find(id) is not null)
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>What lies between the places of this cloud.</summary>
    public Ways Ways => ways;

    /// <summary>Does to an instance what AWS decides about it; false where no region has one of that id.</summary>
    public async ValueTask<bool> Order(string instance, InstanceOrder order, CancellationToken ct)
    {
        foreach (var each in Volatile.Read(ref open).Values)
        {
            if (await each.Region.Order(instance, order, ct))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>How often everything was forgotten.</summary>
    public int Resets { get; private set; }

    public IReadOnlyList<string> Regions => [.. open.Keys.Order(StringComparer.Ordinal)];

    /// <param name="tls">What databases show to clients that speak TLS.</param>
    public static async ValueTask<Cloud> Open(
        Settings settings, Node node, StateFolder folder, Func<ServerTls> tls)
    {
        var master = MasterSecret.Of(folder);
        var (atlas, board) = (Atlas.Draw(settings.Atlas), new Board());
        var stores = new List<IAsyncDisposable>();
        var opened = "";
        using var reading = new Reading(folder.Bytes);
        try
        {
            // All regions are read before anything is written, so that damage leaves everything as it is.
            var regions = new List<RegionFiles>();
            foreach (var name in folder.Regions.Where(name => Wire.Routing.Regions.Looks(name)))
            {
                opened = folder.PathOf(name);
                regions.Add(await RegionFiles.Open(name, settings, node, folder, atlas, board));
                stores.Insert(0, regions[^1].Store);
            }

            opened = folder.WorldPath;
            var world = node with { Name = "world", Dice = node.Dice.Fork("world") };
            var worldStore = await RegionStore.Open(world, folder.World(), new(settings.Durability));
            stores.Insert(0, worldStore);
            var cloud = new Cloud(settings, node, folder, atlas, board, worldStore, master, tls);
            stores.Insert(0, cloud);
            await cloud.World.Start(CancellationToken.None);
            foreach (var region in regions)
            {
                await cloud.Enter(region);
            }

            MasterSecret.Mark(folder, master);
            return cloud;
        }
        catch (Exception failure)
        {
            foreach (var store in stores)
            {
                await store.DisposeAsync();
            }

            if (failure is StoreDamaged)
            {
                throw new StateUnusable($"In {opened}: {failure.Message}", failure);
            }

            throw;
        }
    }

    /// <summary>The service in a region that is open already.</summary>
    public bool TryFind(string region, ServiceModel service, [NotNullWhen(true)] out Wire.Api? api)
    {
        api = Volatile.Read(ref open).TryGetValue(region, out var found) && !IsToMend(found)
            ? found.Find(service)
            : null;
        return api is not null;
    }

    /// <summary>A fault on the region's disk broke its store.</summary>
    public bool BrokeByFault(string region) =>
        Volatile.Read(ref open).TryGetValue(region, out var found) && found.BrokeByFault;

    /// <summary>The service in a region, which is opened if it is not.</summary>
    public async ValueTask<Wire.Api> Find(string region, ServiceModel service, CancellationToken ct) =>
        (await Open(region, ct)).Find(service) ?? throw new InvariantBroken($"No behaviour is there for {service}.");

    /// <summary>The region, which is opened if it is not.</summary>
    public async ValueTask<OpenRegion> Open(string name, CancellationToken ct)
    {
        if (Volatile.Read(ref open).TryGetValue(name, out var found) && !IsToMend(found))
        {
            return found;
        }

        if (!Wire.Routing.Regions.Looks(name))
        {
            throw new AwsError(
                "SignatureDoesNotMatch", 403, $"Credential should be scoped to a valid region, not '{name}'.");
        }

        await opening.Take(ct);
        try
        {
            if (open.TryGetValue(name, out found) && IsToMend(found))
            {
                Volatile.Write(ref open, Without(name));
                await found.DisposeAsync();
            }

            return open.TryGetValue(name, out found) ? found : await OpenRegion(name);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or StoreDamaged)
        {
            throw new RegionUnusable(name, failure);
        }
        finally
        {
            opening.Give();
        }
    }

    /// <summary>Forgets everything in every region, as if the server had never been called.</summary>
    public async ValueTask Reset()
    {
        await opening.Take(CancellationToken.None);
        try
        {
            Resets++;
            await World.Faults.Clear(_ => true, CancellationToken.None);
            Around.Timeline.Note(new(HappeningKind.StateReset, Node.Now) { Says = "everything was forgotten" });
            var old = open;
            Volatile.Write(ref open, FrozenDictionary<string, OpenRegion>.Empty);
            foreach (var name in old.Keys.Order(StringComparer.Ordinal))
            {
                await old[name].Forget();
                folder.Erase(name);
            }

            Templates.Clear();
        }
        finally
        {
            opening.Give();
        }
    }

    /// <summary>Ends all long polls, so that the requests under way can be answered before the server stops.</summary>
    public async ValueTask Quiet()
    {
        foreach (var each in Volatile.Read(ref open).Values)
        {
            await each.Region.Quiet();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await opening.Take(CancellationToken.None);
        try
        {
            foreach (var name in open.Keys.Order(StringComparer.Ordinal))
            {
                await open[name].PowerOff();
            }

            ways.Dispose();
            open = FrozenDictionary<string, OpenRegion>.Empty;
            await World.DisposeAsync();
            await worldStore.DisposeAsync();
            addresses.Dispose();
        }
        finally
        {
            opening.Give();
        }
    }

    /// <summary>A region that is open.</summary>
    private OpenRegion? Find(string name) => Volatile.Read(ref open).GetValueOrDefault(name);

    private static bool IsToMend(OpenRegion region) => region.BrokeByFault && region.Disk.IsWell;

    private FrozenDictionary<string, OpenRegion> Without(string name) =>
        open.Where(each => each.Key != name).ToFrozenDictionary(StringComparer.Ordinal);

    private async ValueTask<OpenRegion> OpenRegion(string name)
    {
        if (open.Count >= RegionsMax)
        {
            throw new AwsError(
                "RegionsExceeded", 400, $"This server has {RegionsMax} regions already, so {name} is not opened.");
        }

        return await Enter(await RegionFiles.Open(name, settings, Node, folder, Around.Atlas, Around.Board));
    }

    /// <summary>A region for another one that has something to do there; null where there is no such region.</summary>
    private async ValueTask<Region?> Opened(string name, CancellationToken ct) =>
        Around.Atlas.Region(name) is null ? null : (await Open(name, ct)).Region;

    /// <summary>Puts a region together over its files; it answers from now on.</summary>
    private async ValueTask<OpenRegion> Enter(RegionFiles files)
    {
        var (name, node, disk, store) = files;
        var engines = await RegionEngines.Open(
            name, node, folder, settings.ProgramPath.Split(':'), ways, Around, tls,
            other => Find(other)?.Engines?.Clusters);
        var region = new Region(name, node, store, new()
        {
            Sqs = settings.Sqs,
            Ec2 = settings.Ec2 with
            {
                Engines = engines?.Ec2,
                Sessions = sessions,
                AddressShare = addresses.Number,
            },
            Elb = settings.Elb with { Balancers = engines?.Balancers, AddressShare = addresses.Number },
            Ssm = new() { Seal = parameters },
            Rds = new()
            {
                Seal = databases,
                AddressShare = addresses.Number,
                Ways = ways,
                Engines = engines?.Rds,
            },
            CloudFormation = new()
            {
                AllowsMissingTypes = settings.AllowsMissingTypes,
                Ways = ways,
                ReadTemplate = Templates.ReadAt,
            },
            Around = Around,
            Faults = World.Faults,
            Opens = Opened,
            Elsewhere = other => Find(other)?.Region,
        });
        var opened = new OpenRegion(region, store, disk, engines, [.. region.Apis, new Sts(sessions)]);
        region.Start();
        Around.Timeline.Note(new(HappeningKind.RegionOpened, Node.Now) { Region = name, Says = $"{name} is open" });
        Volatile.Write(ref open, open.Append(new(name, opened)).ToFrozenDictionary(StringComparer.Ordinal));
        return opened;
    }
}
