namespace Faultline.Bench;

/// <summary>SQS calls per second beside the limit, and beside other emulators where they are installed.</summary>
internal static class SqsRates
{
    /// <summary>How long the runtime takes, on two busy cores, to compile what is hot for the last time.</summary>
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(8);

    public static async Task Run(Arguments arguments)
    {
        var sheet = new Sheet();
        await using var limit = await Served.Limit(4701);
        await using var relaxed = await Served.Faultline(arguments.Binary, 4702, "relaxed");
        await using var strict = await Served.Faultline(arguments.Binary, 4703, "strict");
        await using var peers = await Peers.Start(arguments.Peers, 4710);
        var post = new Signer(new("test", "test"), "sqs").Post(4701, "AmazonSQS.SendMessage", new string('m', 1100));
        await Load.Run(limit.Port, 64, Warm, (line, _) => line.Must(post));
        await Measure(new(), "warm relaxed", relaxed.Port, 64, Warm, verified: true, pairs: true);
        await Measure(new(), "warm strict", strict.Port, 64, Warm, verified: true, pairs: true);
        for (var round = 0; round < arguments.Rounds; round++)
        {
            Console.Error.WriteLine($"round {round + 1} of {arguments.Rounds}");
            foreach (var clients in (int[])[64, 1])
            {
                sheet.Add($"limit, {clients} clients",
                    (await Load.Run(4701, clients, arguments.Time, (line, _) => line.Must(post))).PerSecond);
                await Measure(sheet, "relaxed", relaxed.Port, clients, arguments.Time, verified: true, pairs: true);
                await Measure(sheet, "strict", strict.Port, clients, arguments.Time, verified: true, pairs: true);
                foreach (var peer in peers.Running)
                {
                    await Measure(sheet, peer.Name, peer.Port, clients, arguments.Time, verified: false, pairs: false);
                }
            }
        }

        sheet.Print(arguments.Json, name => name.StartsWith("limit", StringComparison.Ordinal)
            ? null
            : $"limit, {name.Split(", ")[1]}");
    }

    private static async Task Measure(
        Sheet sheet, string name, int port, int clients, TimeSpan time, bool verified, bool pairs)
    {
        var keys = verified ? await Queue.MakeKeys(port) : new("test", "test");
        var queue = await Queue.Make(port, keys, $"bench-{Guid.NewGuid():N}");
        var send = await Load.Run(port, clients, time, (line, _) => queue.Send(line));
        sheet.Add($"{name} send, {clients} clients", send.PerSecond);
        if (pairs)
        {
            await queue.Fill((int)(time.TotalSeconds * (clients == 1 ? 10_000 : 60_000)), 1024);
            var taken = await Load.Run(port, clients, time, (line, _) => queue.ReceiveAndDelete(line));
            sheet.Add($"{name} receive+delete, {clients} clients", taken.PerSecond);
        }

        await queue.Delete();
    }
}
