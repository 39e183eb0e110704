using System.Diagnostics;

namespace Faultline.Bench;

/// <summary>What a run of load showed.</summary>
internal sealed record Rate(double PerSecond, double MedianMicroseconds, double P99Microseconds);

/// <summary>Keeps some connections busy for a while and counts.</summary>
internal static class Load
{
    /// <param name="turn">One piece of work on one connection; its index tells the connections apart.</param>
    public static async Task<Rate> Run(int port, int connections, TimeSpan time, Func<Line, int, ValueTask> turn)
    {
        var lines = await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Line.Open(port)));
        try
        {
            await Drive(lines, time / 4, turn, null); // Warm: connections open, code compiled, caches filled.
            var spans = new List<long>(1 << 20);
            var start = Stopwatch.GetTimestamp();
            var count = await Drive(lines, time, turn, spans);
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            spans.Sort();
            return new(count / seconds, Microseconds(spans, 0.5), Microseconds(spans, 0.99));
        }
        finally
        {
            Array.ForEach(lines, line => line.Dispose());
        }
    }

    private static async Task<long> Drive(
        Line[] lines, TimeSpan time, Func<Line, int, ValueTask> turn, List<long>? spans)
    {
        var end = Stopwatch.GetTimestamp() + (long)(time.TotalSeconds * Stopwatch.Frequency);
        var counts = await Task.WhenAll(lines.Select((line, index) => Task.Run(() => One(line, index))));
        return counts.Sum();

        async Task<long> One(Line line, int index)
        {
            var own = new List<long>();
            var done = 0L;
            for (var now = Stopwatch.GetTimestamp(); now < end; done++)
            {
                await turn(line, index);
                var after = Stopwatch.GetTimestamp();
                own.Add(after - now);
                now = after;
            }

            if (spans is not null)
            {
                lock (spans)
                {
                    spans.AddRange(own);
                }
            }

            return done;
        }
    }

    private static double Microseconds(List<long> sorted, double share) =>
        sorted.Count == 0 ? 0 : sorted[(int)((sorted.Count - 1) * share)] * 1e6 / Stopwatch.Frequency;
}
