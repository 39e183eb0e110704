using System.Buffers;
using System.Net;
using System.Text;
using Faultline.Drills.Sites;
using Faultline.Drills.Stories;
using Faultline.Engines.Balancer;
using Faultline.Kernel;
using Faultline.Kernel.Timeline;
using Faultline.Kernel.Times;
using Faultline.Network;
using Faultline.Services.Worldwide;
using Faultline.Simulation;
using Faultline.Wire;
using Faultline.Wire.Constraints;
using Faultline.Wire.Protocols.Json;
using Faultline.Wire.Shapes;

namespace Faultline.Drills.Simulated;

/// <summary>A cloud of one region in simulated time, as a site to play drills at.</summary>
internal sealed class SimulatedSite : ISite
{
    /// <summary>As load balancers' names have it ("How Elastic Load Balancing works", user guide).</summary>
    private static readonly TimeSpan ttl = TimeSpan.FromSeconds(60);

    private readonly Stage stage;
    private readonly SimulatedCloud cloud;
    private readonly string region;
    private readonly List<(string Probe, long Key, string Value)> rows = [];

    private SimulatedSite(World world, Stage stage, SimulatedCloud cloud, string region)
    {
        (this.stage, this.cloud, this.region) = (stage, cloud, region);
        Node = world.Node("drill");
        Says = $"a simulation under seed {world.Seed}";
    }

    public Node Node { get; }

    public string Says { get; }

    public ITransport Transport => cloud.Transport;

    public static async Task<SimulatedSite> Open(World world, string region, string account, Timing timing)
    {
        var stage = new Stage(world, region, timing);
        await stage.Start();
        var cloud = new SimulatedCloud(stage, region, account, timing);
        await cloud.Start();
        return new(world, stage, cloud, region);
    }

    public ValueTask<TOut> Observe<TOut>(
        string region, ServiceModel service, string operation, IStructure input, CancellationToken ct)
        where TOut : class, IStructure, new() =>
        Invoke<TOut>(region, service, operation, input, meetsFaults: false, ct);

    public ValueTask<TOut> Call<TOut>(
        string region, ServiceModel service, string operation, IStructure input, CancellationToken ct)
        where TOut : class, IStructure, new() =>
        Invoke<TOut>(region, service, operation, input, meetsFaults: true, ct);

    public async ValueTask<string> Ask(
        string region, ServiceModel service, string operation, string input, bool meetsFaults, CancellationToken ct)
    {
        Here(region);
        var known = service.Find(operation)
            ?? throw new AwsError("InvalidAction", 400, $"{service.FullName} has no {operation}.");
        var read = known.NewInput();
        JsonShapeReader.Read(Encoding.UTF8.GetBytes(input), read);
        if (InputConstraints.Check(known, read, Protocol.Json11) is { } refusal)
        {
            throw refusal;
        }

        var text = new ArrayBufferWriter<byte>();
        if (await cloud.Invoke(service, operation, read, meetsFaults, ct) is { } output)
        {
            JsonShapeWriter.Write(output, text);
        }

        return text.WrittenCount == 0 ? "{}" : Encoding.UTF8.GetString(text.WrittenSpan);
    }

    public async ValueTask<NameAnswer> Resolve(string name, CancellationToken ct)
    {
        if (IPAddress.TryParse(name, out var address))
        {
            return new([new(address)], ttl);
        }

        var found = (await cloud.Balancers())
            .FirstOrDefault(each => each.Dns.Equals(name, StringComparison.OrdinalIgnoreCase));
        return new(
            [
                .. (found?.Named() ?? []).Select(node => new ResolvedAddress(node.Address)
                {
                    Zone = node.Zone, Ports = node.Ports,
                }),
            ],
            ttl)
        {
            IsComingUp = (found?.Nodes ?? [])
                .Any(node => node.Targets.Any(each => each.Health == TargetHealth.Initial)),
        };
    }

    public ValueTask<IDatabase> Connect(DatabaseAddress at, CancellationToken ct) => new(
        IPAddress.TryParse(at.Host, out var address)
            ? new PlayedDatabase(cloud.Postgres, new(address, at.Port), at.Timeout, rows)
            : throw new DrillRefused([$"there is no database at {at.Host} in this simulation."]));

    public async ValueTask<string> Begin(FaultRequest fault, CancellationToken ct) => await OnKeeper(async () =>
    {
        var problems = new List<string>();
        var complete = stage.Faults.Complete(fault);
        return stage.Faults.Read(complete, problems) is { } read && problems.Count == 0
            ? (await stage.Faults.Begin(complete, read, ct)).Order.Id
            : throw new DrillRefused(problems);
    });

    public async ValueTask<IReadOnlyList<string>> Clear(IReadOnlyCollection<string> faults, CancellationToken ct) =>
        await OnKeeper<IReadOnlyList<string>>(async () =>
        [
            .. (await stage.Faults.Clear(order => faults.Contains(order.Id), ct)).Select(each => each.Order.Id),
        ]);

    public async ValueTask<IReadOnlyList<string>> OutOfSync(
        string region, IReadOnlyCollection<string> databases, CancellationToken ct) =>
    [
        .. (await cloud.Databases())
            .Where(each => databases.Contains(each.Name) && !each.Servers.Any(
                server => server is { IsInSync: true, State: "following" }))
            .Select(each => each.Name),
    ];

    public async ValueTask<IReadOnlyList<Happening>> Happenings(long after, CancellationToken ct) =>
        await OnKeeper(async () => await stage.Timeline.After(after, static _ => true, int.MaxValue, ct));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task<T> OnKeeper<T>(Func<Task<T>> what) => stage.Keeper.Run(what);

    private async ValueTask<TOut> Invoke<TOut>(
        string region, ServiceModel service, string operation, IStructure input, bool meetsFaults, CancellationToken ct)
        where TOut : class, IStructure, new()
    {
        Here(region);
        return (TOut?)await cloud.Invoke(service, operation, input, meetsFaults, ct) ?? new();
    }

    private void Here(string asked)
    {
        if (asked != region)
        {
            throw new DrillRefused([$"a simulation has one region, {region}, and not {asked}."]);
        }
    }
}
