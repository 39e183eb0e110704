using System.Net;

namespace Faultline.Drills.Measuring;

/// <summary>At which addresses anybody was answered, and when, to the tenth of a second.</summary>
internal sealed class Whereabouts
{
    /// <summary>What ended a moment before a failure may be told of a moment after it.</summary>
    public static readonly TimeSpan Grain = TimeSpan.FromMilliseconds(100);

    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, List<long>> answered = [];

    public void Add(IPAddress at, DateTimeOffset hour)
    {
        var moment = hour.UtcTicks / Grain.Ticks;
        lock (gate)
        {
            if (!answered.TryGetValue(at, out var moments))
            {
                answered.Add(at, moments = []);
            }

            // They come in their order, but for those that several hands bring at once.
            if (moments.Count == 0 || moments[^1] < moment)
            {
                moments.Add(moment);
            }
        }
    }

    /// <summary>The first moment after an hour at which one of the addresses answered; null where none did.</summary>
    public DateTimeOffset? First(Func<IPAddress, bool> which, DateTimeOffset after)
    {
        var from = after.UtcTicks / Grain.Ticks;
        lock (gate)
        {
            return answered.Where(each => which(each.Key))
                .Select(each => each.Value.Find(moment => moment > from))
                .Where(moment => moment > 0)
                .Select(moment => (DateTimeOffset?)new DateTimeOffset(moment * Grain.Ticks, TimeSpan.Zero))
                .Min();
        }
    }
}
