namespace Faultline.Bench;

/// <summary>Drives one server that runs already, for a profiler to look at.</summary>
internal static class Drive
{
    public static async Task Run(int port, int clients, TimeSpan time, bool pairs)
    {
        var queue = await Queue.Make(port, await Queue.MakeKeys(port), $"drive-{Guid.NewGuid():N}");
        if (pairs)
        {
            await queue.Fill(400_000, 1024);
        }

        var rate = await Load.Run(
            port, clients, time, (line, _) => pairs ? queue.ReceiveAndDelete(line) : queue.Send(line));
        Console.WriteLine($"{rate.PerSecond:N0} per second, median {rate.MedianMicroseconds:N0} us, " +
            $"99th {rate.P99Microseconds:N0} us");
    }
}
