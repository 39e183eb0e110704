using System.Net;
using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Clusters;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Kernel.Places;
using Faultline.Network;
using Faultline.Store;
using Npgsql;

namespace Faultline.Whole.Postgres;

/// <summary>Clusters over real servers in zones of a map, with an endpoint each.</summary>
internal sealed class Town : IAsyncDisposable
{
    private static readonly Atlas atlas = Atlas.Draw(new() { HostsInZone = 2, RacksInZone = 1 });

    /// <summary>On a busy machine an answer is late, and a standby behind, though nothing is the matter.</summary>
    private static readonly ClusterTimes times = ClusterTimes.Fast with
    {
        LookLimit = TimeSpan.FromSeconds(5),
        LagMax = TimeSpan.FromSeconds(10),
    };

    private readonly Farm farm;
    private readonly Ways ways;
    private readonly Board board = new();

    private Town(Farm farm)
    {
        this.farm = farm;
        ways = new(atlas, board, Distances.None);
        Clusters = new(
            "us-east-1", farm.Node, ways, board, new Sockets(), farm.Servers, farm.Backups,
            new DiskRecords(new FileDisk(Path.Combine(farm.Home, "records"))), times);
    }

    public Clusters Clusters { get; }

    public Farm Farm => farm;

    public static async Task<Town> Open() => new(await Farm.Open(isRough: true));

    /// <summary>A database with a server in each of so many zones.</summary>
    public ClusterConfig Config(string name, int members) => new(
        name, farm.Servers.Versions[0].Major, new ClusterSeed.Empty())
    {
        Members = [.. Enumerable.Range(1, members).Select(zone => new MemberConfig(
            $"{name}-{zone}", Place($"use1-az{zone}-h1"), farm.At($"{name}-{zone}")))],
        Synchronous = members > 1 ? 1 : 0,
        Endpoint = new(farm.At(name), Place("us-east-1")),
        Admin = new(Farm.Admin, Farm.Password),
        Owner = new("boss", "password", "shop"),
    };

    public ClusterView View(string name) => Clusters.Find(name)!;

    public async Task Until(string name, Func<ClusterView, bool> so)
    {
        try
        {
            await Farm.Until(() => so(View(name)));
        }
        catch (OperationCanceledException late)
        {
            throw new TimeoutException(Clusters.Describe(name), late);
        }
    }

    /// <summary>All members but the writer follow it and may take over.</summary>
    public Task UntilReady(string name) => Until(name, view =>
        view.Phase == ClusterPhase.Available && view.IsOwnerSet
        && view.Members.All(member => member.IsInSync || member.Key == view.Writer));

    public Task<NpgsqlConnection> Connect(string place) => farm.Connect(place, "boss", "password", "shop");

    public async ValueTask DisposeAsync()
    {
        foreach (var view in Clusters.All)
        {
            await Clusters.Remove(view.Name, default);
        }

        await Clusters.DisposeAsync();
        ways.Dispose();
        await farm.DisposeAsync();
    }

    /// <summary>The zone of a server is without power until this is disposed.</summary>
    public IDisposable LosePower(MemberConfig member)
    {
        var fault = new ZonePower(member.Host.Zone!, Share: 1, Return: TimeSpan.Zero);
        board.Show(new([.. fault.Effects(atlas, salt: 1, left: 1).Select(effect => ("power", effect))]));
        return new Outage(board);
    }

    private static Domain Place(string name) =>
        atlas.TryFind(name, out var place) ? place : throw new ArgumentException($"There is no {name}.");

    private sealed class Outage(Board board) : IDisposable
    {
        public void Dispose() => board.Show(BoardView.Empty);
    }
}
