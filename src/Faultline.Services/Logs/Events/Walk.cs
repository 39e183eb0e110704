using Faultline.Api.Logs;

namespace Faultline.Services.Logs.Events;

/// <summary>
/// One page of a stream and the tokens that lead on from it (GetLogEvents in the API reference). A token is a place
/// between events and a direction: whoever walks one way from page to page meets each event once. At the end the token
/// that leads further is the one that was given. Pure.
/// </summary>
internal static class Walk
{
    private const string Forward = "f/";
    private const string Backward = "b/";

    /// <summary>AWS's tokens end so.</summary>
    private const string Tail = "/s";

    public static GetLogEventsResponse Page(
        EventIndex events, Position from, Position to, string? token, int limit, bool fromHead)
    {
        var (low, high) = (events.From(from), events.From(to));
        var isForward = token?.StartsWith(Forward, StringComparison.Ordinal) ?? fromHead;
        var place = token is null ? (Position?)null : Read(token);
        if (place is { } mark)
        {
            (low, high) = isForward
                ? (Math.Max(low, events.After(mark)), high)
                : (low, Math.Min(high, events.From(mark)));
        }

        var (first, end) = isForward
            ? (low, Fill(events, low, high, limit, 1))
            : (Fill(events, high - 1, low - 1, limit, -1) + 1, high);
        if (first >= end)
        {
            return Nothing(token, isForward, place ?? from);
        }

        return new()
        {
            Events = [.. Enumerable.Range(first, end - first).Select(index => Show(events[index]))],
            NextForwardToken = Write(Forward, events[end - 1].Position),
            NextBackwardToken = Write(Backward, events[first].Position),
        };
    }

    /// <summary>Goes as far as a page has room; at least one event has.</summary>
    private static int Fill(EventIndex events, int from, int to, int limit, int step)
    {
        var bytes = 0L;
        var count = 0;
        var at = from;
        for (; at * step < to * step && count < limit; at += step, count++)
        {
            bytes += events[at].Text.Length + Limits.EventOverheadBytes;
            if (bytes > Limits.PageBytesMax && count > 0)
            {
                break;
            }
        }

        return at;
    }

    /// <summary>Both ways lead on from where nothing was found, so that turning round passes nothing over.</summary>
    private static GetLogEventsResponse Nothing(string? token, bool isForward, Position place) => new()
    {
        Events = [],
        NextForwardToken = isForward && token is not null ? token
            : Write(Forward, token is null ? place : place.Previous),
        NextBackwardToken = !isForward && token is not null ? token
            : Write(Backward, token is null ? place : place.Next),
    };

    private static OutputLogEvent Show(Spot spot) => new()
    {
        Timestamp = spot.Position.Time,
        Message = spot.Parcel.MessageOf(spot.Index),
        IngestionTime = spot.Parcel.Ingested,
    };

    private static string Write(string direction, Position place) => $"{direction}{place.Id}{Tail}";

    private static Position Read(string token) =>
        (token.StartsWith(Forward, StringComparison.Ordinal) || token.StartsWith(Backward, StringComparison.Ordinal))
            && token.EndsWith(Tail, StringComparison.Ordinal) && token.Length > Forward.Length + Tail.Length
            ? Position.Read(token[Forward.Length..^Tail.Length]) ?? throw Refusal.Token()
            : throw Refusal.Token();
}
