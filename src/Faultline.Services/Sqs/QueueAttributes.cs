using System.Globalization;
using System.Text;
using Faultline.Api.Sqs;
using Faultline.Wire;
using Name = Faultline.Api.Sqs.QueueAttributeName;

namespace Faultline.Services.Sqs;

/// <summary>
/// The settings of a queue as callers write and read them: a table of names, each with what it takes and shows.
/// </summary>
internal static class QueueAttributes
{
    private static readonly Attribute[] Table =
    [
        Whole(Name.DelaySeconds, 0, Limits.DelaySecondsMax, s => s.DelaySeconds, (s, v) => s with { DelaySeconds = v }),
        Whole(
            Name.MaximumMessageSize, Limits.MessageBytesMin, Limits.MessageBytesMax,
            s => s.MaximumMessageSize, (s, v) => s with { MaximumMessageSize = v }),
        Whole(
            Name.MessageRetentionPeriod, Limits.RetentionSecondsMin, Limits.RetentionSecondsMax,
            s => s.MessageRetentionPeriod, (s, v) => s with { MessageRetentionPeriod = v }),
        Whole(
            Name.ReceiveMessageWaitTimeSeconds, 0, Limits.WaitSecondsMax,
            s => s.ReceiveMessageWaitTimeSeconds, (s, v) => s with { ReceiveMessageWaitTimeSeconds = v }),
        Whole(
            Name.VisibilityTimeout, 0, Limits.VisibilitySecondsMax,
            s => s.VisibilityTimeout, (s, v) => s with { VisibilityTimeout = v }),
        new(Name.Policy, s => s.Policy, (s, v) => s with { Policy = PolicyOf(v) }),
        new(
            Name.RedrivePolicy, s => s.Redrive?.ToString(),
            (s, v) => s with { Redrive = v.Length == 0 ? null : RedrivePolicy.Parse(v) }),
        new(
            Name.RedriveAllowPolicy, s => s.RedriveAllow?.ToString(),
            (s, v) => s with { RedriveAllow = v.Length == 0 ? null : RedriveAllowPolicy.Parse(v) }),
        new(
            Name.KmsMasterKeyId, s => s.KmsMasterKeyId,
            (s, v) => v.Length == 0
                ? s with { KmsMasterKeyId = null }
                : s with { KmsMasterKeyId = PlainOf(Name.KmsMasterKeyId, v), SqsManagedSse = false }),
        Whole(
            Name.KmsDataKeyReusePeriodSeconds, 60, 86_400,
            s => s.KmsDataKeyReusePeriodSeconds, (s, v) => s with { KmsDataKeyReusePeriodSeconds = v }) with
        {
            Shown = s => s.KmsMasterKeyId is null ? null : $"{s.KmsDataKeyReusePeriodSeconds}",
        },
        Flag(Name.SqsManagedSseEnabled, s => s.SqsManagedSse, (s, v) => s with { SqsManagedSse = v }),
        new(Name.FifoQueue, s => s.Fifo ? "true" : null, FifoStays),
        Flag(
            Name.ContentBasedDeduplication,
            s => s.ContentBasedDeduplication, (s, v) => s with { ContentBasedDeduplication = v }) with
        {
            FifoOnly = true,
        },
        Choice(
            Name.DeduplicationScope, "messageGroup", "queue",
            s => s.DeduplicatesByGroup, (s, v) => s with { DeduplicatesByGroup = v }),
        Choice(
            Name.FifoThroughputLimit, "perMessageGroupId", "perQueue",
            s => s.ThroughputByGroup, (s, v) => s with { ThroughputByGroup = v }),
    ];

    private static readonly Dictionary<string, Attribute> ByName = Table.ToDictionary(attribute => attribute.Name);

    public static IEnumerable<string> Names => Table.Select(attribute => attribute.Name);

    /// <summary>The settings with the attributes set, each checked by itself and then together.</summary>
    public static QueueSettings With(QueueSettings settings, IReadOnlyDictionary<string, string> attributes)
    {
        foreach (var (name, value) in attributes)
        {
            settings = Find(settings, name).Set(settings, value);
        }

        // Whichever of the two stands first: setting the key turns the flag off.
        var flagged = attributes.TryGetValue(Name.SqsManagedSseEnabled, out var sse) && bool.Parse(sse);
        if (settings.KmsMasterKeyId is not null && (settings.SqsManagedSse || flagged))
        {
            throw SqsErrors.InvalidAttributeName(
                "You can use one type of server-side encryption (SSE) at one time. " +
                "You can either enable KMS SSE or SQS SSE.");
        }

        return settings is { ThroughputByGroup: true, DeduplicatesByGroup: false }
            ? throw Wrong(Name.FifoThroughputLimit, "perMessageGroupId needs DeduplicationScope messageGroup.")
            : settings;
    }

    /// <summary>What the settings show under a name; null when they show nothing there.</summary>
    public static string? Show(QueueSettings settings, string name) =>
        ByName.TryGetValue(name, out var attribute) && (settings.Fifo || !attribute.FifoOnly)
            ? attribute.Shown(settings)
            : null;

    /// <summary>The first attribute asked for whose value differs from the queue's.</summary>
    public static string? Difference(QueueSettings has, QueueSettings asked, IEnumerable<string> names) =>
        names.FirstOrDefault(name => Show(has, name) != Show(asked, name));

    public static AwsError Wrong(string name, string? reason = null) => SqsErrors.InvalidAttributeValue(
        $"Invalid value for the parameter {name}.{(reason is null ? "" : $" Reason: {reason}")}");

    private static Attribute Find(QueueSettings settings, string name)
    {
        if (!ByName.TryGetValue(name, out var attribute))
        {
            throw SqsErrors.InvalidAttributeName($"Unknown Attribute {name}.");
        }

        if (settings.Fifo || name is not (Name.FifoQueue or Name.ContentBasedDeduplication
            or Name.DeduplicationScope or Name.FifoThroughputLimit))
        {
            return attribute;
        }

        throw SqsErrors.InvalidAttributeName(
            name is Name.DeduplicationScope or Name.FifoThroughputLimit
                ? $"You can specify the {name} only when FifoQueue is set to true."
                : $"Unknown Attribute {name}.");
    }

    private static Attribute Whole(
        string name, int min, int max, Func<QueueSettings, int> get, Func<QueueSettings, int, QueueSettings> set) =>
        new(name, settings => $"{get(settings)}", (settings, text) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) &&
            value >= min && value <= max
                ? set(settings, value)
                : throw Wrong(name));

    private static Attribute Flag(
        string name, Func<QueueSettings, bool> get, Func<QueueSettings, bool, QueueSettings> set) =>
        new(name, settings => get(settings) ? "true" : "false", (settings, text) =>
            bool.TryParse(text, out var value) ? set(settings, value) : throw Wrong(name));

    private static Attribute Choice(
        string name,
        string yes,
        string no,
        Func<QueueSettings, bool> get,
        Func<QueueSettings, bool, QueueSettings> set) =>
        new(name, settings => get(settings) ? yes : no, (settings, text) =>
            text == yes || text == no ? set(settings, text == yes) : throw Wrong(name)) { FifoOnly = true };

    private static QueueSettings FifoStays(QueueSettings settings, string text) =>
        text == "true" ? settings : throw Wrong(Name.FifoQueue, "Modifying queue type is not supported.");

    private static string? PolicyOf(string text) =>
        text.Length == 0 ? null :
        Encoding.UTF8.GetByteCount(text) <= Limits.PolicyBytesMax && AccessPolicy.Parse(text) is not null
            ? PlainOf(Name.Policy, text)
            : throw Wrong(Name.Policy);

    /// <summary>What is shown as it was given must be text in XML too.</summary>
    private static string PlainOf(string name, string text) => Draft.IsPlain(text) ? text : throw Wrong(name);

    private sealed record Attribute(
        string Name, Func<QueueSettings, string?> Shown, Func<QueueSettings, string, QueueSettings> Set)
    {
        public bool FifoOnly { get; init; }
    }
}
