using Faultline.Api.Logs;
using Faultline.Services.Logs.Filters;
using Faultline.Services.Logs.Keeping;

namespace Faultline.Services.Logs.Events;

/// <summary>
/// The events of some streams that match a pattern, one after the other whichever stream they are of (FilterLogEvents
/// in the API reference). Pure.
/// </summary>
internal static class Search
{
    /// <summary>
    /// Those after a place and before another, with the place at which to go on; null when there is nothing more. Where
    /// much is looked at in vain the answer is short, or empty.
    /// </summary>
    public static (List<FilteredLogEvent> Found, Position? Last) Find(
        IEnumerable<StreamState> streams, FilterPattern pattern, Position after, Position before, int limit)
    {
        var next = new PriorityQueue<(StreamState Stream, int At, int End), Position>();
        foreach (var stream in streams)
        {
            Offer(next, stream, stream.Events.After(after), stream.Events.From(before));
        }

        var found = new List<FilteredLogEvent>();
        var (answered, seen) = (0L, 0L);
        Position? last = null;
        while (next.TryDequeue(out var lane, out var position))
        {
            var spot = lane.Stream.Events[lane.At];
            var bytes = spot.Text.Length + Limits.EventOverheadBytes;
            if (pattern.Matches(spot.Text))
            {
                if (found.Count > 0 && answered + bytes > Limits.PageBytesMax)
                {
                    return (found, last);
                }

                found.Add(Show(lane.Stream.Name, spot));
                answered += bytes;
            }

            last = position;
            seen += bytes;
            Offer(next, lane.Stream, lane.At + 1, lane.End);
            if (found.Count == limit || seen >= Limits.SearchBytesMax)
            {
                break;
            }
        }

        return (found, next.Count > 0 ? last : null);
    }

    private static void Offer(
        PriorityQueue<(StreamState Stream, int At, int End), Position> next, StreamState stream, int at, int end)
    {
        if (at < end)
        {
            next.Enqueue((stream, at, end), stream.Events[at].Position);
        }
    }

    private static FilteredLogEvent Show(string stream, Spot spot) => new()
    {
        LogStreamName = stream,
        Timestamp = spot.Position.Time,
        Message = spot.Parcel.MessageOf(spot.Index),
        IngestionTime = spot.Parcel.Ingested,
        EventId = spot.Position.Id,
    };
}
