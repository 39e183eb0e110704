using Faultline.Api.Rds;

namespace Faultline.Services.Rds.Events;

/// <summary>Which events somebody asks for (DescribeEvents, API reference).</summary>
internal static class EventRules
{
    private const int MinutesUnasked = 60;

    /// <summary>From when and until when.</summary>
    public static (DateTimeOffset From, DateTimeOffset Until) Span(DescribeEventsMessage request, DateTimeOffset now)
    {
        var (from, until) = request switch
        {
            { Duration: { } minutes } when request.StartTime is null && request.EndTime is null =>
                (now - Minutes(minutes), now),
            { Duration: { } minutes } when request.EndTime is null =>
                (request.StartTime!.Value, Later(request.StartTime.Value, Minutes(minutes))),
            { Duration: not null, StartTime: not null } => throw Refusal.Combination(
                "You can't specify Duration, StartTime, and EndTime together."),
            { Duration: { } minutes } => (Earlier(request.EndTime!.Value, Minutes(minutes)), request.EndTime.Value),
            { StartTime: { } start } => (start, request.EndTime ?? now),
            { EndTime: { } end } => (Earlier(end, Minutes(MinutesUnasked)), end),
            _ => (now - Minutes(MinutesUnasked), now),
        };
        if (from > until)
        {
            throw Refusal.Combination("The StartTime must be before the EndTime.");
        }

        return from >= now - Limits.EventsKept
            ? (from, until)
            : throw Refusal.Invalid("The StartTime must be within the last 14 days.");
    }

    public static void Check(DescribeEventsMessage request)
    {
        if (!string.IsNullOrEmpty(request.SourceIdentifier) && string.IsNullOrEmpty(request.SourceType))
        {
            throw Refusal.Combination("SourceType must be specified if SourceIdentifier is specified.");
        }

        if (!string.IsNullOrEmpty(request.SourceType))
        {
            CheckType(request.SourceType);
        }
    }

    public static void CheckType(string type)
    {
        if (EventCategories.Of(type) is null)
        {
            throw Refusal.Invalid($"Invalid source type: {type}");
        }
    }

    public static bool Passes(DescribeEventsMessage request, Event each) =>
        (string.IsNullOrEmpty(request.SourceType) || each.SourceType == request.SourceType)
        && (string.IsNullOrEmpty(request.SourceIdentifier)
            || string.Equals(each.SourceIdentifier, request.SourceIdentifier, StringComparison.OrdinalIgnoreCase))
        && (request.EventCategories is not { Count: > 0 } categories
            || each.EventCategories?.Exists(categories.Contains) == true);

    /// <summary>Callers may say the first hour that there is, or the last.</summary>
    private static DateTimeOffset Earlier(DateTimeOffset hour, TimeSpan by) =>
        hour - DateTimeOffset.MinValue > by ? hour - by : DateTimeOffset.MinValue;

    private static DateTimeOffset Later(DateTimeOffset hour, TimeSpan by) =>
        DateTimeOffset.MaxValue - hour > by ? hour + by : DateTimeOffset.MaxValue;

    /// <summary>Up to as long as events are kept.</summary>
    private static TimeSpan Minutes(int minutes) =>
        minutes > 0 && minutes <= Limits.EventsKept.TotalMinutes
            ? TimeSpan.FromMinutes(minutes)
            : throw Refusal.Invalid(
                $"Invalid value {minutes} for Duration. Must be between 1 and {Limits.EventsKept.TotalMinutes}");
}
