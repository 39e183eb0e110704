namespace Faultline.Machines.Shop;

/// <summary>
/// The program of the built-in image <c>faultline/shop</c>: the site of a shop, or a worker that fulfils its orders.
/// It begins at every boot, and waits for the file of settings that user data writes at the first one.
/// </summary>
internal static class MachineShop
{
    public const string Name = "machine-shop";

    private const string Image = "faultline/shop";
    private const int Failed = 1;
    private const int Misused = 2;

    private static readonly TimeSpan lookEvery = TimeSpan.FromMilliseconds(20);

    /// <summary>A file that is wrong may be half written.</summary>
    private static readonly TimeSpan writtenWithin = TimeSpan.FromSeconds(2);

    public static int Run()
    {
        var variable = Await(ShopSettings.FileOf(Environment.GetEnvironmentVariable));
        var settings = ShopSettings.Read(variable, out var wrong);
        if (wrong.Count > 0)
        {
            foreach (var problem in wrong)
            {
                Say.Error($"{Image}: {problem}");
            }

            return Misused;
        }

        using var socket = Doorway.Open(Image, settings.Web.Address, settings.Web.Port);
        if (socket is null)
        {
            return Failed;
        }

        var clock = Edge.Clock;
        var where = new Whereabouts(settings, variable, clock);
        var orders = new PostgresOrders(new(settings, where, clock));
        var checkout = new CheckoutQueue(settings.Queue, variable, clock);
        using var relay = new Relay(orders, checkout);

        // What takes long to load does so aside: it answers that it is well meanwhile.
        new Thread(() =>
        {
            where.Begin();
            if (settings.IsWorker)
            {
                new Worker(orders, checkout, settings.Work).Begin();
            }
            else
            {
                relay.Begin();
            }
        }) { IsBackground = true }.UnsafeStart();
        Doorway.Serve(Image, socket, new ShopPages(settings, orders, relay.Note, clock), settings.Web.LogsRequests);
        return 0;
    }

    /// <summary>The file before the environment. Where settings come by a file, waits until they are whole.</summary>
    private static Func<string, string?> Await(string path)
    {
        if (Environment.GetEnvironmentVariable("DATABASE_HOST") is { Length: > 0 })
        {
            return Environment.GetEnvironmentVariable;
        }

        Say.Line($"{Image} waits for {path}");
        var clock = Edge.Clock;
        for (long? seen = null; ; Thread.Sleep(lookEvery))
        {
            if (!File.Exists(path))
            {
                continue;
            }

            seen ??= clock.GetTimestamp();
            var lines = ShopSettings.Lines(File.ReadAllText(path));
            string? Find(string name) => lines.GetValueOrDefault(name) ?? Environment.GetEnvironmentVariable(name);
            ShopSettings.Read(Find, out var wrong);
            if (wrong.Count == 0 || clock.GetElapsedTime(seen.Value) > writtenWithin)
            {
                return Find;
            }
        }
    }
}
