using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Kernel.Times;
using Faultline.Services.Worldwide;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Wire.Planes;
using Faultline.Wire.Routing;

namespace Faultline.Drills.Stories;

/// <summary>
/// A small cloud to play in: two regions with three zones each, the faults and the timeline on a host that no fault
/// strikes, and whoever a story puts into the zones.
/// </summary>
internal sealed class Stage
{
    public const string Here = "eu-west-1";
    public const string There = "us-east-1";

    private static readonly StoreOptions Small = new()
    {
        SegmentBytesMin = 16 << 10,
        SegmentBytesMax = 64 << 10,
        SnapshotAfterBytes = 128 << 10,
    };

    private static readonly CatalogWords Words = new(Catalog.Default);

    private readonly Board board = new();

    /// <summary>One for each life of their keeper: they end with it, and nobody has to.</summary>
    private readonly List<Worldwide> lives = [];

    private readonly Timing timing;

    /// <param name="also">Another region that there is to be.</param>
    /// <param name="timing">How long AWS's own steps last; no longer than the work where null.</param>
    public Stage(World world, string? also = null, Timing? timing = null)
    {
        this.timing = timing ?? Timing.Fast;
        World = world;
        Atlas = Atlas.Draw(new()
        {
            Regions = [.. RegionFacts.All.Where(region => region.Name is Here or There || region.Name == also)
                .Select(region => region with { ZoneNumbers = region.ZoneNumbers[..3] })],
            HostsInZone = 6,
            RacksInZone = 3,
            Size = new(Vcpus: 8, MemoryMiB: 32 * 1024),
        });
        Geography = new(world, Atlas, board);
        Keeper = world.Host("world");
    }

    public World World { get; }

    public Atlas Atlas { get; }

    public Geography Geography { get; }

    /// <summary>The host with the faults and the timeline.</summary>
    public Host Keeper { get; }

    public Board Board => board;

    public BoardView View => board.View;

    public FaultBook Faults => lives[^1].Faults;

    public TimelineBook Timeline => lives[^1].Timeline;

    /// <summary>The zones of a region, as the map has them.</summary>
    public IReadOnlyList<Domain> Zones(string region = Here) => Atlas.Region(region)!.Children;

    public Domain SomeZone(string region = Here) => Zones(region)[World.Dice.Below(3)];

    /// <summary>Starts what keeps the faults, or starts it again after a crash.</summary>
    public Task Start() => Keeper.Run(async () =>
    {
        var store = await RegionStore.Open(Keeper.Node, Keeper.Disk, Small);
        lives.Add(new(Keeper.Node, store, Atlas, board, timing, Words));
        await lives[^1].Start(CancellationToken.None);
    });

    /// <summary>Begins a fault; gives it once it is in force and kept.</summary>
    public Task<FaultInForce> Begin(string kind, TimeSpan? span, params (string Name, string Value)[] given) =>
        Keeper.Run(async () =>
        {
            var words = given.ToDictionary(each => each.Name, each => each.Value, StringComparer.Ordinal);
            var request = new FaultRequest(kind, words, span, "story");
            var problems = new List<string>();
            var fault = Faults.Read(request, problems)
                ?? throw new InvariantBroken(string.Join(' ', problems));
            return await Faults.Begin(request, fault, CancellationToken.None);
        });

    public Task<IReadOnlyList<FaultInForce>> Clear(Func<FaultOrder, bool> which) =>
        Keeper.Run(async () => await Faults.Clear(which, CancellationToken.None));

    /// <summary>Waits until nothing is the matter any more.</summary>
    public async Task AllIsWell()
    {
        while (Faults.InForce.Count > 0)
        {
            await World.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    public TimeSpan Seconds(int from, int to) =>
        TimeSpan.FromSeconds(from) + World.Below(TimeSpan.FromSeconds(to - from));

    /// <summary>Fails the story, from wherever it is found out.</summary>
    public Exception Broken(string what)
    {
        var broken = new PromiseBroken(what);
        World.Fail(broken);
        return broken;
    }

    public RegionServer Region(string name) => new(this, name);

    /// <summary>
    /// The disk options of everything on the stage: small, so that segments end and snapshots are made.
    /// </summary>
    public static StoreOptions StoreOptions => Small;
}
