using Faultline.Store;

namespace Faultline.Services.Worldwide;

/// <summary>The faults that are in force, in the order in which they began.</summary>
internal sealed class FaultState : IState
{
    private const byte Kind = 1;

    private readonly SortedDictionary<ulong, FaultOrder> orders = [];
    private readonly SortedSet<ulong> changed = [];

    public IReadOnlyCollection<FaultOrder> Orders => orders.Values;

    public ulong NextNumber => orders.Count == 0 ? 1 : orders.Keys.Max() + 1;

    public void Put(FaultOrder order)
    {
        orders[order.Number] = order;
        changed.Add(order.Number);
    }

    public void Remove(FaultOrder order)
    {
        orders.Remove(order.Number);
        changed.Add(order.Number);
    }

    public void Flush(Batch batch)
    {
        foreach (var number in changed)
        {
            if (orders.TryGetValue(number, out var order))
            {
                FaultEntry.Write(batch.Put(new(Kind, number)), order);
            }
            else
            {
                batch.Delete(new(Kind, number));
            }
        }

        changed.Clear();
    }

    public void Load(Key key, ReadOnlySpan<byte> entry)
    {
        if (key.Kind == Kind)
        {
            orders[key.Number] = FaultEntry.Read(key.Number, new(entry));
        }
    }

    public void Loaded()
    {
    }
}
