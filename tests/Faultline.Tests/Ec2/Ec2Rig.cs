using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Kernel.Places;
using Faultline.Network;
using Faultline.Services.Ec2;
using Faultline.Services.Ec2.Instances;
using Faultline.Simulation;
using Faultline.Store;
using Faultline.Tests.Store;
using Faultline.Wire;

namespace Faultline.Tests.Ec2;

/// <summary>
/// EC2 of a region over a store in memory, with volumes that a test writes and reads. Nothing moves by itself: what is
/// to be done to volumes is done when the test says so.
/// </summary>
internal sealed class Ec2Rig
{
    public const string Other = "444455556666";

    private readonly Dice dice = new(7);
    private MemoryDisk disk = new();

    public Ec2Rig(string region = "us-east-1", Ec2Rig? beside = null, int hosts = 8)
    {
        Region = region;
        Atlas = beside?.Atlas ?? Atlas.Draw(new() { HostsInZone = hosts });
        Around = Surroundings.Quiet() with { Atlas = Atlas };
        Volumes = new(TimeProvider.System);
        Ways = new(Atlas, Around.Board, Distances.None);
        Open();
    }

    public string Region { get; }

    public Atlas Atlas { get; }

    public Surroundings Around { get; }

    public ScriptedVolumes Volumes { get; }

    public Ways Ways { get; }

    public Services.Ec2.Ec2 Ec2 { get; private set; } = null!;

    public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static CancellationToken Ct => CancellationToken.None;

    public Call Call(string operation, string account = Ec2Call.Account) =>
        Ec2Call.Of(operation, account, Region) with { Dice = dice, Now = Now };

    /// <summary>The server ends, as if killed, and another one finds what is on disk.</summary>
    public void Reopen()
    {
        disk = disk.AfterKill();
        Open();
    }

    /// <summary>Everything that can be done to volumes now is done.</summary>
    public async Task Settle() => await Look();

    /// <summary>The same; says when there will be more to do.</summary>
    public async Task<DateTimeOffset?> Look() => await Ec2.Storage.Look(Ct);

    public void Fault(params Fault[] faults) => Around.Board.Show(new(
        [.. from fault in faults from effect in fault.Effects(Atlas, 1, 1) select (fault.Says, effect)]));

    /// <summary>The zone that the account calls by that letter.</summary>
    public Domain Zone(char letter, string account = Ec2Call.Account) =>
        ZoneNames.Find(account, Atlas.Region(Region)!, $"{Region}{letter}")!;

    public void PowerCut(char zone) => Fault(new ZonePower(Zone(zone), 1, TimeSpan.Zero));

    public async Task<Volume> Volume(CreateVolumeRequest? request = null, string account = Ec2Call.Account)
    {
        request ??= new() { Size = 8 };
        request.AvailabilityZone ??= $"{Region}a";
        return await Ec2.CreateVolume(Call("CreateVolume", account), request, Ct);
    }

    public async Task<string> MadeVolume(char zone = 'a', int size = 8)
    {
        var volume = await Volume(new() { Size = size, AvailabilityZone = $"{Region}{zone}" });
        await Settle();
        return volume.VolumeId!;
    }

    /// <summary>A snapshot of a volume on which a text stands.</summary>
    public async Task<string> MadeSnapshot(string text = "hello")
    {
        var volume = await MadeVolume();
        Volumes.Write(volume, "greeting", text);
        var snapshot = await Ec2.CreateSnapshot(Call("CreateSnapshot"), new() { VolumeId = volume }, Ct);
        await Settle();
        return snapshot.SnapshotId!;
    }

    public async Task<Reservation> Run(RunInstancesRequest request, string account = Ec2Call.Account)
    {
        request.MinCount ??= 1;
        request.MaxCount ??= request.MinCount;
        request.ImageId ??= "ami-0fa01000000000003";
        return await Ec2.RunInstances(Call("RunInstances", account), request, Ct);
    }

    public async Task<string> Machine(char zone = 'a', string type = "t3.micro")
    {
        var run = await Run(new()
        {
            InstanceType = type,
            Placement = new() { AvailabilityZone = $"{Region}{zone}" },
        });
        await Settle();
        return run.Instances![0].InstanceId!;
    }

    /// <summary>Puts an instance into a state, as what drives instances would.</summary>
    public async Task Enter(string machine, string state)
    {
        using var held = await Ec2.Book.Take(Ct);
        held.State.Machines.Change(machine, row => row.Enter(state, Now));
        await held.Keep();
    }

    /// <summary>An instance stops, and leaves its host.</summary>
    public async Task Stop(string machine)
    {
        using var held = await Ec2.Book.Take(Ct);
        held.State.Machines.Change(
            machine, row => row.Leave(held.State).Enter(InstanceStateName.Stopped, Now));
        await held.Keep();
    }

    public async Task<Volume> Look(string volume) =>
        (await Ec2.DescribeVolumes(Call("DescribeVolumes"), new() { VolumeIds = [volume] }, Ct)).Volumes![0];

    public async Task<Snapshot> LookAt(string snapshot) =>
        (await Ec2.DescribeSnapshots(Call("DescribeSnapshots"), new() { SnapshotIds = [snapshot] }, Ct)).Snapshots![0];

    public async Task<IEnumerable<string>> VolumesOf(string machine) =>
        (await Ec2.DescribeVolumes(
            Call("DescribeVolumes"), new() { Filters = Ec2Call.Filters($"attachment.instance-id={machine}") }, Ct))
        .Volumes!.Select(volume => volume.VolumeId!);

    /// <summary>What of the state must never be is not.</summary>
    public async Task Sound() => Assert.Empty(await Ec2.Audit());

    /// <summary>Refused with that code; and with that in its message.</summary>
    public static async Task Refused(string code, Func<Task> act, string? says = null)
    {
        var error = await Assert.ThrowsAsync<AwsError>(act);
        Assert.True(code == error.Code, $"{error.Code}, not {code}: {error.Message}");
        Assert.Contains(says ?? "", error.Message, StringComparison.Ordinal);
    }

    private void Open()
    {
        var store = Ec2Call.Store(Region, disk, Durability.Strict);
        Ec2 = new(
            Region,
            new(Region, new Hand(this), dice),
            store,
            Around,
            new() { Host = "cloud.test:4566", Engines = new(null!, null!, Volumes, null!, Ways) });
    }

    /// <summary>A clock that shows the hour that a test says it is.</summary>
    private sealed class Hand(Ec2Rig rig) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => rig.Now;
    }
}
