namespace Faultline.Machines.Shop;

/// <summary>The queue between those who take orders and those who fulfil them.</summary>
internal interface ICheckout
{
    /// <summary>Sends them all, or throws; some may have been sent then.</summary>
    void Send(IReadOnlyList<string> keys);

    /// <summary>Waits a while for some to fulfil; none when none came.</summary>
    IReadOnlyList<Ticket> Receive();

    /// <summary>It is done, and comes no more.</summary>
    void Delete(Ticket ticket);
}

/// <summary>A message that was received: the key of its order, null when it names none, and its receipt.</summary>
internal sealed record Ticket(string? Key, string Receipt);
