using Faultline.Machines;
using Faultline.Machines.Shop;

namespace Faultline.Wire.Tests.Machines.Shop;

/// <summary>A queue in memory, which can be away; what is received and not deleted stays.</summary>
internal sealed class MemoryCheckout : ICheckout
{
    public bool IsAway { get; set; }

    public int Receipts { get; private set; }

    public List<Ticket> Waiting { get; } = [];

    public void Send(IReadOnlyList<string> keys)
    {
        if (IsAway)
        {
            throw new Away("The queue does not answer.");
        }

        Waiting.AddRange(keys.Select(key => new Ticket(key, $"receipt of {key}")));
    }

    public IReadOnlyList<Ticket> Receive()
    {
        Receipts++;
        return [.. Waiting];
    }

    public void Delete(Ticket ticket) => Waiting.Remove(ticket);
}
