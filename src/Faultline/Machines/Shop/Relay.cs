namespace Faultline.Machines.Shop;

/// <summary>
/// Sends what is in the outbox of the database to the queue. An order is noted there in the transaction that places it,
/// so each comes to the queue, whoever dies in between: at least once, perhaps twice.
/// </summary>
internal sealed class Relay(IOrders orders, ICheckout checkout) : IDisposable
{
    /// <summary>What others noted before they died is looked for so often.</summary>
    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(500);

    private readonly AutoResetEvent noted = new(false);

    /// <summary>An order was placed here.</summary>
    public void Note() => noted.Set();

    public void Begin() => new Thread(() =>
    {
        while (true)
        {
            if (Pass() < CheckoutQueue.BatchMax)
            {
                noted.WaitOne(lookEvery);
            }
        }
    }) { IsBackground = true }.UnsafeStart();

    /// <summary>Sends some; gives how many.</summary>
    public int Pass()
    {
        try
        {
            return orders.Send(CheckoutQueue.BatchMax, checkout.Send);
        }
        catch (Exception trouble)
        {
            // Whatever it is, the next look may find it well; the process is there for more than this.
            Say.Error($"Orders wait in the outbox: {trouble.Message}");
            return 0;
        }
    }

    public void Dispose() => noted.Dispose();
}
