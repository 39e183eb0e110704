using Faultline.Api.Sqs;
using Faultline.Wire;
using Name = Faultline.Api.Sqs.QueueAttributeName;

namespace Faultline.Services.Sqs;

internal sealed partial class Sqs
{
    public override async ValueTask<CreateQueueResult> CreateQueue(
        Call call, CreateQueueRequest request, CancellationToken ct)
    {
        var attributes = request.Attributes ?? [];
        var fifo = attributes.TryGetValue(Name.FifoQueue, out var asked) && asked == "true";
        QueueName.Check(request.QueueName, fifo);
        TagRules.Check(call, request.QueueName, request.Tags ?? []);
        var arn = QueueArn.Of(region, call.Account, request.QueueName);
        var settings = QueueAttributes.With(new() { Fifo = fifo }, attributes);
        CheckTarget(arn, settings);
        var queue = await book.Make(arn, settings, request.Tags ?? [], existing =>
        {
            if (QueueAttributes.Difference(existing.Settings, settings, attributes.Keys) is { } name)
            {
                throw SqsErrors.QueueNameExists(
                    $"A queue already exists with the same name and a different value for attribute {name}");
            }
        }, ct);
        return new() { QueueUrl = UrlOf(call, queue) };
    }

    public override async ValueTask DeleteQueue(Call call, DeleteQueueRequest request, CancellationToken ct) =>
        await book.Delete(Find(call, request.QueueUrl, action: null), ct);

    public override async ValueTask<GetQueueUrlResult> GetQueueUrl(
        Call call, GetQueueUrlRequest request, CancellationToken ct)
    {
        var key = $"{request.QueueOwnerAWSAccountId ?? call.Account}/{request.QueueName}";
        var queue = book.Find(key);
        if (request.QueueOwnerAWSAccountId is { } owner && owner != call.Account)
        {
            Authorize(call, queue, key, "GetQueueUrl");
        }

        using var held = await (queue ?? throw QueueBook.Gone()).Take(ct);
        await held.Keep();
        return new() { QueueUrl = UrlOf(call, queue) };
    }

    public override async ValueTask<ListQueuesResult> ListQueues(
        Call call, ListQueuesRequest request, CancellationToken ct)
    {
        var prefix = request.QueueNamePrefix ?? "";
        var named = book.Of(call.Account).Where(queue => queue.Arn.Name.StartsWith(prefix, StringComparison.Ordinal));
        var (page, next) = Page(named, request.MaxResults, request.NextToken);
        await QueueBook.Kept(page);
        return new ListQueuesResult
        {
            QueueUrls = page.Count == 0 ? null : page.ConvertAll(queue => UrlOf(call, queue)),
            NextToken = next,
        };
    }

    public override async ValueTask<ListDeadLetterSourceQueuesResult> ListDeadLetterSourceQueues(
        Call call, ListDeadLetterSourceQueuesRequest request, CancellationToken ct)
    {
        var target = Find(call, request.QueueUrl, "ListDeadLetterSourceQueues");
        var (page, next) = Page(deadLetters.SourcesOf(target), request.MaxResults, request.NextToken);
        await QueueBook.Kept(page);
        return new ListDeadLetterSourceQueuesResult
        {
            QueueUrls = page.ConvertAll(queue => UrlOf(call, queue)),
            NextToken = next,
        };
    }

    public override async ValueTask<GetQueueAttributesResult> GetQueueAttributes(
        Call call, GetQueueAttributesRequest request, CancellationToken ct)
    {
        var queue = Find(call, request.QueueUrl, "GetQueueAttributes");
        var names = request.AttributeNames ?? [];
        if (names.Find(name => !Name.All.Equals(name, StringComparison.Ordinal) && !IsKnown(name)) is { } unknown)
        {
            throw SqsErrors.InvalidAttributeName($"Unknown Attribute {unknown}.");
        }

        using var held = await queue.Take(ct);
        held.State.Settle(book.Now, int.MaxValue);
        var shown = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in names.Contains(Name.All) ? QueueAttributes.Names.Concat(Live) : names)
        {
            if ((Show(queue, held.State, name) ?? QueueAttributes.Show(held.State.Settings, name)) is { } value)
            {
                shown[name] = value;
            }
        }

        await held.Keep();
        return new() { Attributes = shown.Count == 0 ? null : shown };
    }

    public override async ValueTask SetQueueAttributes(
        Call call, SetQueueAttributesRequest request, CancellationToken ct)
    {
        var queue = Find(call, request.QueueUrl, action: null);
        using var held = await queue.Take(ct);
        var asked = request.Attributes;
        var before = held.State.Settings;
        if (asked.TryGetValue(Name.SqsManagedSseEnabled, out var sse) && sse == "true" &&
            !asked.ContainsKey(Name.KmsMasterKeyId))
        {
            // Choosing one way of encryption lets go of the other.
            before = before with { KmsMasterKeyId = null };
        }

        var settings = QueueAttributes.With(before, asked);
        if (asked.ContainsKey(Name.RedrivePolicy))
        {
            CheckTarget(queue.Arn, settings);
        }

        held.State.Change(settings, book.Now);
        queue.Waiters.Wake(1);
        await held.Keep();
    }

    public override async ValueTask PurgeQueue(Call call, PurgeQueueRequest request, CancellationToken ct)
    {
        var queue = Find(call, request.QueueUrl, "PurgeQueue");
        using var held = await queue.Take(ct);
        var now = book.Now;
        if (held.State.Purged + Limits.PurgeInterval > now)
        {
            throw SqsErrors.PurgeQueueInProgress(
                $"Only one PurgeQueue operation on {queue.Arn.Name} is allowed every 60 seconds.");
        }

        held.State.Purge(now);
        await held.Keep();
    }

    /// <summary>What is counted or known, not set.</summary>
    private static readonly string[] Live =
    [
        Name.ApproximateNumberOfMessages, Name.ApproximateNumberOfMessagesDelayed,
        Name.ApproximateNumberOfMessagesNotVisible, Name.CreatedTimestamp, Name.LastModifiedTimestamp, Name.QueueArn,
    ];

    private static bool IsKnown(string name) => Live.Contains(name) || QueueAttributes.Names.Contains(name);

    private static string? Show(Queue queue, QueueState state, string name) => name switch
    {
        Name.ApproximateNumberOfMessages => $"{state.Visible}",
        Name.ApproximateNumberOfMessagesDelayed => $"{state.Delayed}",
        Name.ApproximateNumberOfMessagesNotVisible => $"{state.InFlight}",
        Name.CreatedTimestamp => $"{state.Created.ToUnixTimeSeconds()}",
        Name.LastModifiedTimestamp => $"{state.Modified.ToUnixTimeSeconds()}",
        Name.QueueArn => queue.Arn.ToString(),
        _ => null,
    };

    /// <summary>A dead-letter queue must be there, of the same type, and must not refuse its source.</summary>
    private void CheckTarget(QueueArn source, QueueSettings settings)
    {
        if (settings.Redrive is not { } redrive)
        {
            return;
        }

        var target = book.Find(redrive.Target) ?? throw Wrong("Dead letter target does not exist.");
        if (target.Settings.Fifo != settings.Fifo)
        {
            throw Wrong("Dead-letter queue must be same type of queue as the source.");
        }

        if (target.Arn.Account != source.Account)
        {
            throw Wrong("Dead-letter queue must be owned by the same account as the source.");
        }

        if (target.Settings.RedriveAllow is { } allow && !allow.Allows(source))
        {
            throw Wrong("The dead-letter queue's redrive allow policy does not allow this queue.");
        }

        AwsError Wrong(string reason) => Refusal.Value(redrive.ToString(), Name.RedrivePolicy, reason);
    }

    /// <summary>A page of queues in the order of their names. A token names the last queue that was shown.</summary>
    private static (List<Queue> Page, string? Next) Page(IEnumerable<Queue> all, int? most, string? token)
    {
        if (most is < 1 or > Limits.ListMax)
        {
            throw Refusal.Value(
                $"{most}", "MaxResults", $"MaxResults must be an integer between 1 and {Limits.ListMax}.");
        }

        if (token is not null)
        {
            var last = QueueName.FromToken(token) ?? throw Refusal.Parameter("Invalid or expired next token.");
            all = all.Where(queue => string.CompareOrdinal(queue.Arn.Name, last) > 0);
        }

        var size = most ?? Limits.ListMax;
        var page = all.Take(size + 1).ToList();
        if (page.Count <= size)
        {
            return (page, null);
        }

        page.RemoveAt(size);
        return (page, most is null ? null : QueueName.ToToken(page[^1].Arn.Name));
    }
}
