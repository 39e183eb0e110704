using Faultline.Kernel;
using Faultline.Store;

namespace Faultline.Tests.Store;

/// <summary>Random operations against dictionaries, with stops, kills, power losses and snapshots in between.</summary>
public sealed class ModelTests
{
    private static readonly string[] Names = ["a", "b", "queue/1", "queue/2"];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task A_store_holds_what_a_dictionary_holds(ulong seed)
    {
        var dice = new Dice(seed);
        var disk = new MemoryDisk();
        var model = Names.ToDictionary(name => name, _ => new Shelves());
        for (var life = 0; life < 6; life++)
        {
            var store = await Stores.Open(disk, Stores.Short with { SnapshotAfterBytes = 8 << 10 });
            var partitions = new Dictionary<string, Partition<Shelves>>();

            // Some are opened late, or not at all in this life: a snapshot carries them along.
            foreach (var name in Names)
            {
                if (dice.Chance(0.8))
                {
                    partitions[name] = store.Open(name, new Shelves());
                    Assert.Equal(model[name].ToString(), await partitions[name].Read());
                }
            }

            for (var steps = dice.Below(120); steps > 0 && partitions.Count > 0; steps--)
            {
                await Step(dice, store, partitions, model);
            }

            foreach (var name in Names.Where(name => !partitions.ContainsKey(name)))
            {
                Assert.Equal(model[name].ToString(), await store.Open(name, new Shelves()).Read());
            }

            var end = dice.Below(3);
            if (end == 0)
            {
                await store.DisposeAsync();
            }

            disk = end == 1 ? disk.AfterKill() : disk.AfterPowerLoss(length => dice.Below(length + 1)..);
        }
    }

    public static TheoryData<ulong> Seeds() => [.. Enumerable.Range(1, 60).Select(seed => (ulong)seed)];

    private static async Task Step(
        Dice dice,
        RegionStore store,
        Dictionary<string, Partition<Shelves>> partitions,
        Dictionary<string, Shelves> model)
    {
        var open = partitions.Keys.Order(StringComparer.Ordinal).ToList();
        var name = open[dice.Below(open.Count)];
        var other = open[dice.Below(open.Count)];
        using var held = await partitions[name].Take(default);
        Change(dice, held.State, model[name]);
        if (dice.Chance(0.03))
        {
            await held.Drop();
            model[name] = new();
            partitions[name] = store.Open(name, new Shelves());
        }
        else if (other != name && dice.Chance(0.3))
        {
            using var second = await partitions[other].Take(default);
            Change(dice, second.State, model[other]);
            await held.KeepWith(second);
        }
        else
        {
            await held.Keep();
        }
    }

    private static void Change(Dice dice, Shelves state, Shelves model)
    {
        for (var count = dice.Below(4); count > 0; count--)
        {
            var kind = (byte)dice.Below(3);
            if (dice.Chance(0.02))
            {
                state.Clear(kind);
                model.Clear(kind);
                continue;
            }

            var at = Shelves.At(kind, (ulong)dice.Below(40));
            var length = dice.Below(dice.Chance(0.02) ? 9000 : 200);
            var text = dice.Chance(0.3) ? null : new string('x', length) + dice.Below(1000);
            state.Set(at, text);
            model.Set(at, text);
        }
    }
}
