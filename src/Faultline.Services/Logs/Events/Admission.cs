using System.Text;
using Faultline.Api.Logs;

namespace Faultline.Services.Logs.Events;

/// <summary>
/// What of a batch is taken in (PutLogEvents in the API reference): all or nothing by its size, order and span, and
/// event by event by age. Pure.
/// </summary>
internal sealed record Admission(List<(long Time, byte[] Text)> Taken, RejectedLogEventsInfo? Rejected)
{
    public static Admission Of(List<InputLogEvent> events, DateTimeOffset now, int? retentionDays)
    {
        var all = events.ConvertAll(each => (Time: each.Timestamp!.Value, Text: Encoding.UTF8.GetBytes(each.Message)));
        CheckSizes(all);
        CheckOrder(all);
        var tooOld = Before(all, now - Limits.TooOldAfter);
        var expired = retentionDays is { } days ? Before(all, now - TimeSpan.FromDays(days)) : 0;
        var latest = (now + Limits.TooNewAfter).ToUnixTimeMilliseconds();
        var tooNew = all.FindIndex(each => each.Time > latest);
        var from = Math.Max(tooOld, expired);
        var taken = all[from..Math.Max(from, tooNew < 0 ? all.Count : tooNew)];
        if (taken.Count > 0 && taken[^1].Time - taken[0].Time > Limits.BatchSpanMax.TotalMilliseconds)
        {
            throw Refusal.Parameter(
                "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
        }

        return new(taken, taken.Count == all.Count ? null : new()
        {
            TooOldLogEventEndIndex = tooOld > 0 ? tooOld : null,
            ExpiredLogEventEndIndex = expired > 0 ? expired : null,
            TooNewLogEventStartIndex = tooNew >= 0 ? tooNew : null,
        });
    }

    private static void CheckSizes(List<(long Time, byte[] Text)> all)
    {
        var bytes = 0;
        foreach (var (_, text) in all)
        {
            var own = text.Length + Limits.EventOverheadBytes;
            bytes += own;
            if (own > Limits.EventBytesMax)
            {
                throw Refusal.Parameter(
                    $"Log event too large: {own} bytes exceeds limit of {Limits.EventBytesMax}");
            }
        }

        if (bytes > Limits.BatchBytesMax)
        {
            throw Refusal.Parameter($"Upload too large: {bytes} bytes exceeds limit of {Limits.BatchBytesMax}");
        }
    }

    private static void CheckOrder(List<(long Time, byte[] Text)> all)
    {
        for (var i = 1; i < all.Count; i++)
        {
            if (all[i].Time < all[i - 1].Time)
            {
                throw Refusal.Parameter(
                    "Log events in a single PutLogEvents request must be in chronological order.");
            }
        }
    }

    /// <summary>How many at the beginning are from before an hour.</summary>
    private static int Before(List<(long Time, byte[] Text)> all, DateTimeOffset hour)
    {
        var oldest = hour.ToUnixTimeMilliseconds();
        var first = all.FindIndex(each => each.Time >= oldest);
        return first < 0 ? all.Count : first;
    }
}
