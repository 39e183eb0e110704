namespace Faultline.Machines.Shop;

/// <summary>
/// Fulfils orders from the queue, one after the other. What it cannot fulfil it lets lie: it comes again once its
/// visibility timeout is over, and in the end goes where the queue sends what nobody can fulfil.
/// </summary>
internal sealed class Worker(IOrders orders, ICheckout checkout, TimeSpan work)
{
    private static readonly TimeSpan pause = TimeSpan.FromMilliseconds(500);

    public void Begin() => new Thread(() =>
    {
        while (true)
        {
            if (!Pass())
            {
                Thread.Sleep(pause);
            }
        }
    }) { IsBackground = true }.UnsafeStart();

    /// <summary>Takes some and fulfils them; false when something that it needs is not well.</summary>
    public bool Pass()
    {
        try
        {
            // While the database is away nothing is received: each receipt counts towards the dead letters.
            orders.Ping();
            foreach (var ticket in checkout.Receive())
            {
                Take(ticket);
            }

            return true;
        }
        catch (Exception trouble)
        {
            // A worker that died of it would not be missed by anybody: nothing asks how it is.
            Say.Error($"Orders wait in the queue: {trouble.Message}");
            return false;
        }
    }

    private void Take(Ticket ticket)
    {
        if (ticket.Key is not { } key)
        {
            Say.Error("A message names no order; it is left for the dead letters.");
            return;
        }

        Thread.Sleep(work);
        if (orders.Fulfil(key))
        {
            checkout.Delete(ticket);
        }
        else
        {
            Say.Error($"There is no order {key}; its message is left for the dead letters.");
        }
    }
}
