using Faultline.Api.Logs;
using Faultline.Services.Logs.Events;
using Faultline.Services.Logs.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Logs;

internal sealed partial class Logs
{
    public override async ValueTask<PutLogEventsResponse> PutLogEvents(
        Call call, PutLogEventsRequest request, CancellationToken ct)
    {
        var group = Find(call, request.LogGroupName);
        using var held = await group.Take(ct);
        var stream = Stream(held.State, request.LogStreamName);
        var admission = Admission.Of(request.LogEvents, call.Now, held.State.Shown.RetentionInDays);
        if (admission.Taken.Count > 0)
        {
            CheckRoom(admission.Taken);
            held.State.Put(stream, admission.Taken, call.Now);
            book.Weigh(group, held.State);
        }

        var token = SequenceToken(held.State);
        await held.Keep();
        return new()
        {
            NextSequenceToken = token,
            RejectedLogEventsInfo = admission.Rejected,

            // Nobody would ever show it again.
            RejectedEntityInfo = request.Entity is null
                ? null
                : new() { ErrorType = EntityRejectionErrorType.UnsupportedLogGroupType },
        };
    }

    public override async ValueTask<GetLogEventsResponse> GetLogEvents(
        Call call, GetLogEventsRequest request, CancellationToken ct)
    {
        var group = Find(call, request.LogGroupName, request.LogGroupIdentifier);
        CheckSearchable(group);
        using var held = await group.Take(ct);
        var page = Walk.Page(
            Stream(held.State, request.LogStreamName).Events,
            From(held.State, request.StartTime, call.Now),
            Position.Before(request.EndTime ?? long.MaxValue),
            request.NextToken,
            request.Limit ?? Limits.PageEventsMax,
            request.StartFromHead == true);
        await held.Keep();
        return page;
    }

    public override async ValueTask<FilterLogEventsResponse> FilterLogEvents(
        Call call, FilterLogEventsRequest request, CancellationToken ct)
    {
        if (request is { LogStreamNames: not null, LogStreamNamePrefix: not null })
        {
            throw Refusal.Parameter("LogStreamNames and LogStreamNamePrefix are mutually exclusive parameters.");
        }

        var group = Find(call, request.LogGroupName, request.LogGroupIdentifier);
        CheckSearchable(group);
        var pattern = patterns.Read(request.FilterPattern);
        using var held = await group.Take(ct);
        var streams = request.LogStreamNames is { } names
            ? names.Distinct(StringComparer.Ordinal).Select(name => Stream(held.State, name)).ToList()
            : held.State.StreamsWith(request.LogStreamNamePrefix);
        var from = From(held.State, request.StartTime, call.Now).Previous;
        var after = request.NextToken is { } token ? Place(call, token) : from;
        var end = request.EndTime is { } last and < long.MaxValue ? last + 1 : long.MaxValue;
        var (found, place) = Search.Find(
            streams, pattern, after > from ? after : from, Position.Before(end), request.Limit ?? Limits.PageEventsMax);
        await held.Keep();
        return new()
        {
            Events = found,
            NextToken = place is { } more ? PageToken.Write(call, more.Id) : null,

            // Since May 15, 2020 AWS names none ("FilterLogEvents" in the API reference).
            SearchedLogStreams = [],
        };
    }

    /// <summary>The first place that a caller may see: what is past its retention is gone for him at once.</summary>
    private static Position From(GroupState state, long? start, DateTimeOffset now)
    {
        var (asked, oldest) = (Position.Before(start ?? 0), state.Oldest(now));
        return asked > oldest ? asked : oldest;
    }

    private static Position Place(Call call, string token) =>
        PageToken.Open(call, token) is { } id ? Position.Read(id) ?? throw Refusal.Token() : throw Refusal.Token();

    private static void CheckSearchable(Group group)
    {
        if (!GroupRules.IsSearchable(group.Class))
        {
            throw Refusal.Parameter(
                $"This operation is not supported on log groups of the {group.Class} log class.");
        }
    }

    private void CheckRoom(List<(long Time, byte[] Text)> events)
    {
        if (!book.HasRoom(events.Sum(each => (long)each.Text.Length + Limits.EventOverheadBytes)))
        {
            throw LogsErrors.ServiceUnavailableException(
                "The log groups of this region hold as much as Faultline holds. " +
                "Set a retention, or delete groups or streams.");
        }
    }
}
