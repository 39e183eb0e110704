using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using Faultline.Api.Sqs;
using Faultline.Kernel;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Sqs;

/// <summary>
/// A message as a caller hands it in, alone or in a batch: what can be checked without its queue is checked before the
/// turn, the rest under it.
/// </summary>
internal readonly struct Draft
{
    private const string WrongCharacters =
        "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | " +
        "#xE000 to #xFFFD | #x10000 to #x10FFFF";

    /// <summary>The control characters that XML 1.0 has no place for.</summary>
    private static readonly SearchValues<byte> Controls =
        SearchValues.Create([.. Enumerable.Range(0, 32).Where(c => c is not (9 or 10 or 13)).Select(c => (byte)c)]);

    private Draft(Letter letter, int? delaySeconds, string? systemMd5)
    {
        (Letter, DelaySeconds, SystemMd5) = (letter, delaySeconds, systemMd5);
        AttributesMd5 = letter.Attributes?.Md5;
        Bytes = letter.Body.Length + (letter.Attributes?.Bytes ?? 0);
    }

    public Letter Letter { get; }

    public int? DelaySeconds { get; }

    public string? AttributesMd5 { get; }

    public string? SystemMd5 { get; }

    /// <summary>What counts against the limits: body and attributes.</summary>
    public int Bytes { get; }

    public static Draft Of(Call call, SendMessageRequest request) => Of(
        call, request.MessageBody, request.DelaySeconds, request.MessageAttributes, request.MessageSystemAttributes,
        request.MessageGroupId, request.MessageDeduplicationId);

    public static Draft Of(Call call, SendMessageBatchRequestEntry entry) => Of(
        call, entry.MessageBody, entry.DelaySeconds, entry.MessageAttributes, entry.MessageSystemAttributes,
        entry.MessageGroupId, entry.MessageDeduplicationId);

    /// <summary>The letter as this queue takes it, with the id that content-based deduplication gives.</summary>
    public Letter For(QueueSettings settings, bool inBatch = false)
    {
        if (Bytes > settings.MaximumMessageSize)
        {
            throw Refusal.Parameter(
                $"One or more parameters {(inBatch ? "cannot be validated" : "are invalid")}. " +
                $"Reason: Message must be shorter than {settings.MaximumMessageSize} bytes.");
        }

        if (!settings.Fifo)
        {
            return Letter.DeduplicationId is { } id
                ? throw Refusal.NotForThisQueueType(id, "MessageDeduplicationId")
                : Letter;
        }

        CheckIds(settings, inBatch);
        if (DelaySeconds is > 0)
        {
            throw Refusal.NotForThisQueueType(
                DelaySeconds.Value.ToString(CultureInfo.InvariantCulture), "DelaySeconds");
        }

        return Letter.DeduplicationId is not null
            ? Letter
            : Letter with { DeduplicationId = Convert.ToHexStringLower(SHA256.HashData(Letter.Body)) };
    }

    /// <summary>The ids that a FIFO queue asks for: in a batch, of all entries before any is taken.</summary>
    public void CheckIds(QueueSettings settings, bool inBatch)
    {
        if (!settings.Fifo)
        {
            return;
        }

        if (Letter.GroupId is null)
        {
            throw inBatch
                ? Refusal.Parameter("The request must contain the parameter MessageGroupId.")
                : Refusal.Missing("MessageGroupId");
        }

        if (Letter.DeduplicationId is null && !settings.ContentBasedDeduplication)
        {
            throw Refusal.Parameter(
                "The queue should either have ContentBasedDeduplication enabled or " +
                "MessageDeduplicationId provided explicitly");
        }
    }

    /// <summary>The text has only characters that a message may hold.</summary>
    public static bool IsPlain(KeptText text) =>
        text.Utf8 is { } utf8 && !utf8.AsSpan().ContainsAny(Controls)
        && utf8.AsSpan().IndexOf("\uFFFE"u8) < 0 && utf8.AsSpan().IndexOf("\uFFFF"u8) < 0;

    private static Draft Of(
        Call call,
        KeptText body,
        int? delay,
        Dictionary<string, MessageAttributeValue>? attributes,
        Dictionary<string, MessageSystemAttributeValue>? system,
        string? group,
        string? deduplication)
    {
        if (body is null or { Utf8: [] })
        {
            throw Refusal.Missing("MessageBody");
        }

        if (delay is < 0 or > Limits.DelaySecondsMax)
        {
            throw Refusal.Value(
                $"{delay}", "DelaySeconds", $"DelaySeconds must be >= 0 and <= {Limits.DelaySecondsMax}.");
        }

        CheckToken(group, "MessageGroupId");
        CheckToken(deduplication, "MessageDeduplicationId");
        var bytes = IsPlain(body) ? body.Utf8! : throw SqsErrors.InvalidMessageContents(WrongCharacters);
        var trace = AttributeRules.Trace(system);
        var letter = new Letter
        {
            Id = DrawId(call.Dice),
            Body = bytes,
            BodyMd5 = Letter.Md5Of(bytes),
            Attributes = AttributeRules.Check(attributes),
            TraceHeader = trace?.Text,
            SenderId = call.Principal.UserId,
            GroupId = group,
            DeduplicationId = deduplication,
        };
        return new(letter, delay, trace is null ? null : MessageAttributes.Md5Of([trace]));
    }

    /// <summary>Letters, digits and ASCII punctuation, 1 to 128 of them.</summary>
    public static void CheckToken(string? text, string parameter)
    {
        if (text is not null && (text.Length is 0 or > 128 || text.AsSpan().ContainsAnyExceptInRange('!', '~')))
        {
            throw Refusal.Value(
                text,
                parameter,
                $"{parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length.");
        }
    }

    /// <summary>A random UUID.</summary>
    public static Guid DrawId(Dice dice)
    {
        Span<byte> bytes = stackalloc byte[16];
        dice.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new(bytes, bigEndian: true);
    }
}
