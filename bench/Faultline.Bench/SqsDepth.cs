namespace Faultline.Bench;

/// <summary>The same calls on a queue of a thousand messages and on one of a million.</summary>
internal static class SqsDepth
{
    public static async Task Run(Arguments arguments)
    {
        var sheet = new Sheet();
        await using var server = await Served.Faultline(arguments.Binary, 4704, "relaxed");
        var keys = await Queue.MakeKeys(server.Port);
        var small = await Queue.Make(server.Port, keys, "thousand");
        var large = await Queue.Make(server.Port, keys, "million");
        await small.Fill(1_000, 100);
        await large.Fill(1_000_000, 100);
        sheet.Add("resident MiB with a million messages", server.ResidentMiB);
        for (var round = 0; round < arguments.Rounds; round++)
        {
            foreach (var (name, queue) in ((string, Queue)[])[("thousand", small), ("million", large)])
            {
                // Each turn sends one and takes one, so that the depth stays what it is.
                var rate = await Load.Run(server.Port, 16, arguments.Time, async (line, _) =>
                {
                    await queue.Send(line);
                    await queue.ReceiveAndDelete(line);
                });
                sheet.Add($"send+receive+delete, {name}", rate.PerSecond);
            }
        }

        sheet.Print(arguments.Json, name => name.EndsWith("million", StringComparison.Ordinal)
            ? "send+receive+delete, thousand"
            : null);
    }
}
