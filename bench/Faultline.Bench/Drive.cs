namespace Faultline.Bench;

/// <summary>Drives one server that runs already, for a profiler to look at.</summary>
internal static class Drive
{
    /// <param name="what">send, pairs, or raw: a call that anything answers, such as the limit.</param>
    public static async Task Run(int port, int clients, TimeSpan time, string what)
    {
        var rate = await Load.Run(port, clients, time, await Turn(port, what));
        Console.WriteLine($"{rate.PerSecond:N0} per second, median {rate.MedianMicroseconds:N0} us, " +
            $"99th {rate.P99Microseconds:N0} us");
    }

    private static async Task<Func<Line, int, ValueTask>> Turn(int port, string what)
    {
        if (what == "raw")
        {
            var post = new Signer(new("test", "test"), "sqs").Post(port, "AmazonSQS.SendMessage", new('m', 1100));
            return (line, _) => line.Must(post);
        }

        var queue = await Queue.Make(port, await Queue.MakeKeys(port), $"drive-{Guid.NewGuid():N}");
        if (what == "send")
        {
            return (line, _) => queue.Send(line);
        }

        await queue.Fill(400_000, 1024);
        return (line, _) => queue.ReceiveAndDelete(line);
    }
}
