using System.Globalization;
using Faultline.Api.Logs;
using Faultline.Services.Logs.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Logs;

internal sealed partial class Logs
{
    public override async ValueTask CreateLogStream(Call call, CreateLogStreamRequest request, CancellationToken ct)
    {
        using var held = await Find(call, request.LogGroupName).Take(ct);
        if (held.State.Stream(request.LogStreamName) is not null)
        {
            throw Refusal.Exists("log stream");
        }

        held.State.MakeStream(request.LogStreamName, call.Now);
        await held.Keep();
    }

    public override async ValueTask DeleteLogStream(Call call, DeleteLogStreamRequest request, CancellationToken ct)
    {
        var group = Find(call, request.LogGroupName);
        using var held = await group.Take(ct);
        held.State.DeleteStream(Stream(held.State, request.LogStreamName));
        book.Weigh(group, held.State);
        await held.Keep();
    }

    public override async ValueTask<DescribeLogStreamsResponse> DescribeLogStreams(
        Call call, DescribeLogStreamsRequest request, CancellationToken ct)
    {
        var byTime = request.OrderBy == OrderBy.LastEventTime;
        if (byTime && request.LogStreamNamePrefix is not null)
        {
            throw Refusal.Parameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
        }

        var group = Find(call, request.LogGroupName, request.LogGroupIdentifier);
        using var held = await group.Take(ct);
        var state = held.State;
        var (page, next) = Pages.Cut(
            call,
            state.StreamsWith(request.LogStreamNamePrefix),
            stream => byTime
                ? string.Create(CultureInfo.InvariantCulture, $"{stream.LastEvent ?? 0:d20} {stream.Name}")
                : stream.Name,
            request.Limit,
            request.NextToken,
            request.Descending == true);
        var shown = page.ConvertAll(stream => Show(group, state, stream, call.Now));
        await held.Keep();
        return new() { LogStreams = shown, NextToken = next };
    }

    private static LogStream Show(Group group, GroupState state, StreamState stream, DateTimeOffset now)
    {
        var first = stream.Events.From(state.Oldest(now));
        return new()
        {
            LogStreamName = stream.Name,
            CreationTime = stream.Created,
            FirstEventTimestamp = first < stream.Events.Count ? stream.Events[first].Position.Time : null,
            LastEventTimestamp = stream.LastEvent,
            LastIngestionTime = stream.LastIngested,
            UploadSequenceToken = SequenceToken(state),
            Arn = LogArn.OfStream(group.Arn, stream.Name),

            // Since June 17, 2019 AWS counts bytes of groups only ("LogStream" in the API reference).
            StoredBytes = 0,
        };
    }

    /// <summary>AWS still gives tokens, and hears none any more ("PutLogEvents" in the API reference).</summary>
    private static string SequenceToken(GroupState state) =>
        string.Create(CultureInfo.InvariantCulture, $"49{state.Newest:d54}");
}
