using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Store;
using Faultline.Tests.Store;
using Faultline.Wire;

namespace Faultline.Tests.Ec2;

/// <summary>Calls of EC2, as somebody in one account and region makes them.</summary>
internal static class Ec2Call
{
    public const string Account = "111122223333";

    public static Call Of(string operation, string account = Account, string region = "us-east-1") => new()
    {
        Service = Ec2Model.Service,
        Operation = Ec2Model.Service.Operations.Single(one => one.Name == operation),
        Region = region,
        Principal = Principal.Root(account, null),
        Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
        Dice = new(1),
        RequestId = "r",
        Origin = "http://localhost:4566",
    };

    /// <summary>EC2 of a region of a quiet world.</summary>
    public static Services.Ec2.Ec2 In(string region, params string[] world) =>
        Over(Store(region, new MemoryDisk(), Durability.None), region, world);

    /// <summary>EC2 over a store that others may open again.</summary>
    public static Services.Ec2.Ec2 Over(RegionStore store, string region, params string[] world) => new(
        region,
        NodeOf(region),
        store,
        Surroundings.Quiet() with { Atlas = Atlas.Draw(Options(world)) },
        new() { Host = "cloud.test:4566" });

    /// <summary>The store of a region; on a disk in memory nothing waits.</summary>
    public static RegionStore Store(string region, IDisk disk, Durability durability) =>
        RegionStore.Open(NodeOf(region), disk, new(durability)).AsTask().GetAwaiter().GetResult();

    /// <summary>Filters written as <c>name=value,value</c>.</summary>
    public static List<Filter> Filters(params string[] texts) =>
    [
        .. texts.Select(text => text.Split('=') is [var name, var values]
            ? new Filter { Name = name, Values = [.. values.Split(',')] }
            : throw new ArgumentException(text)),
    ];

    private static Node NodeOf(string region) => new(region, TimeProvider.System, new Dice(1));

    private static AtlasOptions Options(string[] world) => world.Length == 0
        ? new()
        : new() { Regions = [.. RegionFacts.All.Where(facts => world.Contains(facts.Name))] };
}
