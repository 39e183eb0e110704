using Faultline.Machines;
using Faultline.Machines.Shop;

namespace Faultline.Wire.Tests.Machines.Shop;

/// <summary>Orders in memory, which can be away.</summary>
internal sealed class MemoryOrders : IOrders
{
    private readonly List<string> keys = [];
    private readonly HashSet<string> fulfilled = [];

    public bool IsAway { get; set; }

    public List<string> Outbox { get; } = [];

    public Dictionary<(string Cart, string Thing), int> Carts { get; } = [];

    public void Put(string cart, string thing, int count)
    {
        Ping();
        Carts[(cart, thing)] = count;
    }

    public bool Place(string key, string? cart)
    {
        Ping();
        if (keys.Contains(key))
        {
            return false;
        }

        keys.Add(key);
        Outbox.Add(key);
        return true;
    }

    public IReadOnlyList<string> Keys()
    {
        Ping();
        return keys;
    }

    public Order? Find(string key)
    {
        Ping();
        var hour = new DateTime(2026, 1, 2, 3, 4, 5, 67, DateTimeKind.Utc);
        return keys.Contains(key) ? new(key, hour, fulfilled.Contains(key) ? hour.AddSeconds(1) : null) : null;
    }

    public int Send(int max, Action<IReadOnlyList<string>> send)
    {
        Ping();
        var some = Outbox.Take(max).ToList();
        if (some.Count > 0)
        {
            send(some);
        }

        Outbox.RemoveRange(0, some.Count);
        return some.Count;
    }

    public bool Fulfil(string key)
    {
        Ping();
        fulfilled.Add(key);
        return keys.Contains(key);
    }

    public void Ping()
    {
        if (IsAway)
        {
            throw new Away("The database does not answer.");
        }
    }
}
