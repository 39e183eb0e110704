using Faultline.Kernel;
using Faultline.Simulation;
using Faultline.Store;

namespace Faultline.Stories.Store;

/// <summary>
/// A few ledgers in one store on one host, and what is known from outside: how many operations on each were begun and
/// how many acknowledged. After each recovery the two are held against what was found.
/// </summary>
internal sealed class Books(World world, Host host, StoreOptions options, int accounts = 3)
{
    /// <summary>Under relaxed a crash may take the last 100 ms, and what a slow disk had not finished.</summary>
    private static readonly TimeSpan RelaxedFor = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Known> known = [];
    private readonly List<(string One, int OneAt, string Other, int OtherAt)> pairs = [];
    private Dictionary<string, Partition<Ledger>> open = [];
    private readonly Dictionary<string, int> found = [];
    private RegionStore? store;
    private int temporaries;

    /// <summary>Small files, so that a short story sees many of them.</summary>
    public static StoreOptions Small { get; } = new()
    {
        SegmentBytesMin = 4096,
        SegmentBytesMax = 16 * 1024,
        SnapshotAfterBytes = 12 * 1024,
    };

    public int Acknowledged => known.Values.Sum(account => account.Acknowledged);

    /// <summary>Opens the store in the host's present life and checks what it finds.</summary>
    public async Task Open()
    {
        open = [];
        found.Clear();
        var began = world.Now;
        var fresh = await RegionStore.Open(host.Node, host.Disk, options);
        foreach (var name in fresh.Names(""))
        {
            var ledger = new Ledger();
            var partition = fresh.Open(name, ledger);
            ledger.Check();
            CheckCount(name, ledger.Operations, began);
            open.Add(name, partition);
            found.Add(name, ledger.Operations);
        }

        foreach (var (name, account) in known.Where(account => !open.ContainsKey(account.Key)))
        {
            Assert.True(
                account.MayBeGone || Promised(account, began) == 0,
                $"{name} had {account.Acknowledged} operations acknowledged and is gone.");
        }

        foreach (var (one, oneAt, other, otherAt) in pairs)
        {
            var (first, second) = (Found(one) >= oneAt, Found(other) >= otherAt);
            var pair = $"{one} {oneAt} and {other} {otherAt}";
            Assert.True(first == second, $"{pair} were kept as one; now {first}, {second}.");
        }

        Settle();
        store = fresh;
        for (var i = 0; i < accounts; i++)
        {
            Account($"account-{i}");
        }
    }

    /// <summary>After a clean stop everything acknowledged is there, whatever the durability.</summary>
    public void Stopped()
    {
        foreach (var account in known.Values)
        {
            account.Acknowledge(account.Acknowledged, default);
        }
    }

    public async Task Close()
    {
        if (store is not null)
        {
            await store.DisposeAsync();
        }
    }

    /// <summary>One operation of some kind, on ledgers that the dice choose.</summary>
    public async Task Operate(Dice dice)
    {
        var one = dice.Below(accounts);
        switch (dice.Below(10))
        {
            case 0:
                await Read($"account-{one}");
                break;
            case 1 or 2:
                await Both(Math.Min(one, accounts - 2), accounts - 1);
                break;
            case 3 when store is not null:
                await OpenAndDrop(dice);
                break;
            default:
                await Append($"account-{one}");
                break;
        }
    }

    public async Task Append(string name)
    {
        var account = known[name];
        using var held = await open[name].Take(default);
        held.State.Operate();
        account.Begun = held.State.Operations;
        var mine = account.Begun;
        await held.Keep();
        account.Acknowledge(mine, world.Now);
    }

    /// <summary>Whoever was shown something may rely on it, also without having changed anything.</summary>
    private async Task Read(string name)
    {
        using var held = await open[name].Take(default);
        var seen = held.State.Operations;
        await held.Keep();
        known[name].Acknowledge(seen, world.Now);
    }

    private async Task Both(int one, int other)
    {
        var (first, second) = (known[$"account-{one}"], known[$"account-{other}"]);
        using var held = await open[$"account-{one}"].Take(default);
        using var also = await open[$"account-{other}"].Take(default);
        held.State.Operate();
        also.State.Operate();
        var (mine, others) = (first.Begun, second.Begun) = (held.State.Operations, also.State.Operations);
        pairs.Add(($"account-{one}", mine, $"account-{other}", others));
        await held.KeepWith(also);
        first.Acknowledge(mine, world.Now);
        second.Acknowledge(others, world.Now);
    }

    private async Task OpenAndDrop(Dice dice)
    {
        var name = $"temporary-{temporaries++}";
        Account(name);
        await Append(name);
        if (dice.Chance(0.7))
        {
            known[name].MayBeGone = true;
            using var held = await open[name].Take(default);
            open.Remove(name);
            await held.Drop();
            known[name].MustBeGone = true;
        }
    }

    private void Account(string name)
    {
        if (!open.ContainsKey(name))
        {
            open.Add(name, store!.Open(name, new Ledger()));
            known.TryAdd(name, new());
        }
    }

    private int Found(string name) => found.GetValueOrDefault(name);

    private void CheckCount(string name, int operations, DateTimeOffset now)
    {
        Assert.True(known.TryGetValue(name, out var account), $"{name} was never made.");
        Assert.False(account.MustBeGone, $"{name} was dropped, and that was acknowledged; it is there again.");
        Assert.True(operations <= account.Begun, $"{name} has {operations} operations of {account.Begun} begun.");
        var promised = Promised(account, now);
        Assert.True(operations >= promised, $"{name} has {operations} operations of {promised} acknowledged.");
        world.Trace($"{name} has {operations} operations of {promised} acknowledged and {account.Begun} begun");
    }

    private int Promised(Known account, DateTimeOffset now) =>
        options.Durability == Durability.Strict ? account.Acknowledged : account.AcknowledgedBefore(now - RelaxedFor);

    /// <summary>What recovery has shown is the new truth, and stays.</summary>
    private void Settle()
    {
        pairs.Clear();
        foreach (var name in known.Keys.Where(name => !open.ContainsKey(name)).ToArray())
        {
            known.Remove(name);
        }

        foreach (var name in open.Keys)
        {
            known[name] = new() { Begun = Found(name) };
            known[name].Acknowledge(known[name].Begun, default);
        }
    }

    private sealed class Known
    {
        private readonly List<(DateTimeOffset At, int Operations)> acknowledgements = [];

        public int Begun { get; set; }

        public int Acknowledged { get; private set; }

        public bool MayBeGone { get; set; }

        public bool MustBeGone { get; set; }

        public void Acknowledge(int operations, DateTimeOffset now)
        {
            Acknowledged = Math.Max(Acknowledged, operations);
            acknowledgements.Add((now, operations));
        }

        public int AcknowledgedBefore(DateTimeOffset hour) =>
            acknowledgements.Where(one => one.At < hour).Select(one => one.Operations).DefaultIfEmpty().Max();
    }
}
