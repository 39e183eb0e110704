using System.Globalization;
using System.Text.Json.Nodes;
using Faultline.Api.Sqs;
using Faultline.Services.Provisioning;
using Attribute = Faultline.Api.Sqs.QueueAttributeName;

namespace Faultline.Services.Sqs.Resources;

/// <summary>Queues. Its id is the URL.</summary>
internal sealed class QueueType(SqsApi sqs) : ResourceType("AWS::SQS::Queue")
{
    private const string Fifo = ".fifo";
    private const int NameMax = 80;

    // Every attribute that a template can set, with what a queue has that says nothing of it.
    private static readonly Dictionary<string, string> unset = new(StringComparer.Ordinal)
    {
        [Attribute.ContentBasedDeduplication] = "false",
        [Attribute.DeduplicationScope] = "queue",
        [Attribute.DelaySeconds] = "0",
        [Attribute.FifoThroughputLimit] = "perQueue",
        [Attribute.KmsDataKeyReusePeriodSeconds] = "300",
        [Attribute.KmsMasterKeyId] = "",
        [Attribute.MaximumMessageSize] = Limits.MessageBytesMax.ToString(CultureInfo.InvariantCulture),
        [Attribute.MessageRetentionPeriod] = "345600",
        [Attribute.ReceiveMessageWaitTimeSeconds] = "0",
        [Attribute.RedriveAllowPolicy] = "",
        [Attribute.RedrivePolicy] = "",
        [Attribute.SqsManagedSseEnabled] = "true",
        [Attribute.VisibilityTimeout] = "30",
    };

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var attributes = Asked(work.Properties);
        var isFifo = work.Properties.Flag(Attribute.FifoQueue) == true;
        if (isFifo)
        {
            attributes[Attribute.FifoQueue] = "true";
        }

        var name = work.Properties.Text("QueueName")
            ?? (isFifo ? work.Name(NameMax - Fifo.Length) + Fifo : work.Name(NameMax));
        var made = await work.Ask(
            sqs.CreateQueue,
            new CreateQueueRequest
            {
                QueueName = name,
                Attributes = attributes,
                Tags = work.Properties.Tags(work),
            },
            ct);

        // SQS answers with a queue of the same settings, whoever made it.
        return Marks.AreOf(work, await Tags(work, made.QueueUrl!, ct))
            ? made.QueueUrl!
            : throw Refused.Exists(Name, name);
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        var (was, now) = (Asked(before), Asked(work.Properties));
        var changed = now.Where(each => was.GetValueOrDefault(each.Key) != each.Value)
            .Concat(was.Keys.Where(key => !now.ContainsKey(key)).Select(key => KeyValuePair.Create(key, unset[key])))
            .ToDictionary(StringComparer.Ordinal);
        if (changed.TryGetValue(Attribute.KmsMasterKeyId, out var key)
            && !now.ContainsKey(Attribute.SqsManagedSseEnabled))
        {
            // A key takes the place of SQS's own encryption, which is what a queue has that says nothing.
            changed.Remove(Attribute.SqsManagedSseEnabled);
            if (key.Length == 0)
            {
                changed.Add(Attribute.SqsManagedSseEnabled, "true");
            }
        }

        if (changed.Count > 0)
        {
            await work.Ask(
                sqs.SetQueueAttributes,
                new SetQueueAttributesRequest { QueueUrl = work.Id!, Attributes = changed },
                ct);
        }

        if (Marks.Gone(work, before) is { Count: > 0 } gone)
        {
            await work.Ask(sqs.UntagQueue, new UntagQueueRequest { QueueUrl = work.Id!, TagKeys = gone }, ct);
        }

        if (work.Properties.Tags(work) is { Count: > 0 } tags)
        {
            await work.Ask(sqs.TagQueue, new TagQueueRequest { QueueUrl = work.Id!, Tags = tags }, ct);
        }
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        sqs.DeleteQueue, new DeleteQueueRequest { QueueUrl = work.Id! }, ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if ((await this.OrGone(work.Ask(
            sqs.GetQueueAttributes,
            new GetQueueAttributesRequest { QueueUrl = work.Id!, AttributeNames = [Attribute.All] },
            ct)))
            ?.Attributes is not { } attributes)
        {
            return null;
        }

        var shown = new JsonObject();
        foreach (var (name, value) in attributes.Where(each => Facts.Find(each.Key) is not null))
        {
            shown[name] = Value(Facts.Find(name)!, value);
        }

        var arn = attributes[Attribute.QueueArn];
        shown["QueueName"] = arn[(arn.LastIndexOf(':') + 1)..];
        shown["Tags"] = Marks.Shown(work, await Tags(work, work.Id!, ct));
        shown["Arn"] = arn;
        shown["QueueUrl"] = work.Id;
        return shown;
    }

    private static Dictionary<string, string> Asked(Properties properties) => unset.Keys
        .Where(properties.Has)
        .ToDictionary(name => name, name => properties.Document(name)!, StringComparer.Ordinal);

    private static JsonNode? Value(PropertyFacts facts, string text) => facts.Form.ToJsonString() switch
    {
        "\"integer\"" => int.Parse(text, CultureInfo.InvariantCulture),
        "\"boolean\"" => bool.Parse(text),
        "\"string\"" => text,
        _ => JsonNode.Parse(text),
    };

    private async ValueTask<Dictionary<string, string>> Tags(Work work, string url, CancellationToken ct) =>
        (await work.Ask(sqs.ListQueueTags, new ListQueueTagsRequest { QueueUrl = url }, ct)).Tags
        ?? new(StringComparer.Ordinal);
}
