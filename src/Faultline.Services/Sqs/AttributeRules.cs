using System.Text;
using Faultline.Api.Sqs;

namespace Faultline.Services.Sqs;

/// <summary>
/// What the attributes of a message may be.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
/// </summary>
internal static class AttributeRules
{
    public const string TraceHeader = "AWSTraceHeader";

    public static MessageAttributes? Check(Dictionary<string, MessageAttributeValue>? given)
    {
        if (given is not { Count: > 0 })
        {
            return null;
        }

        if (given.Count > Limits.AttributesMax)
        {
            throw Refusal.Parameter(
                $"Number of message attributes [{given.Count}] exceeds the allowed maximum [{Limits.AttributesMax}].");
        }

        return new(given.Select(one => Check(one.Key, one.Value)));
    }

    /// <summary>The one system attribute that senders may set.</summary>
    public static MessageAttribute? Trace(Dictionary<string, MessageSystemAttributeValue>? given)
    {
        if (given is not { Count: > 0 })
        {
            return null;
        }

        if (given.Keys.FirstOrDefault(name => name != TraceHeader) is { } other)
        {
            throw Refusal.Parameter($"Message system attribute name '{other}' is invalid.");
        }

        var value = given[TraceHeader];
        return value is { DataType: "String", StringValue: { Length: > 0 } text } && Draft.IsPlain(text)
            ? new(TraceHeader, value.DataType, text, null)
            : throw Refusal.Parameter(
                $"Message system attribute '{TraceHeader}' must contain a non-empty value of type 'String'.");
    }

    private static MessageAttribute Check(string name, MessageAttributeValue value)
    {
        CheckName(name);
        var type = value.DataType;
        if (string.IsNullOrEmpty(type))
        {
            throw Refusal.Parameter($"The message attribute '{name}' must contain a non-empty message attribute type.");
        }

        if (!Draft.IsPlain(type))
        {
            throw Refusal.Parameter(
                $"The type of message (user) attribute '{name}' holds characters outside the allowed set.");
        }

        if (Encoding.UTF8.GetByteCount(type) >= Limits.AttributeNameMax)
        {
            throw Refusal.Parameter("Message (user) attribute types must be shorter than 256 Bytes");
        }

        return type.Split('.')[0] switch
        {
            "String" => new(name, type, Text(name, value, "String"), null),
            "Number" => new(name, type, Number(name, Text(name, value, "Number")), null),
            "Binary" when value.BinaryValue is { Length: > 0 } bytes => new(name, type, null, bytes),
            "Binary" => throw Empty(name, "Binary"),
            _ => throw Refusal.Parameter(
                $"The type of message (user) attribute '{name}' is invalid. " +
                "You must use only the following supported type prefixes: Binary, Number, String."),
        };
    }

    private static void CheckName(string name)
    {
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) > Limits.AttributeNameMax)
        {
            throw Refusal.Parameter("Message (user) attribute names must be shorter than 256 Bytes");
        }

        foreach (var one in name)
        {
            if (!char.IsAsciiLetterOrDigit(one) && one is not ('_' or '-' or '.'))
            {
                throw Refusal.Parameter(
                    "Message (user) attributes name can only contain upper and lower score characters, " +
                    "digits, periods, hyphens and underscores. ");
            }
        }

        if (name.StartsWith("AWS.", StringComparison.OrdinalIgnoreCase) ||
            name.StartsWith("Amazon.", StringComparison.OrdinalIgnoreCase) ||
            name[0] == '.' || name[^1] == '.' || name.Contains("..", StringComparison.Ordinal))
        {
            throw Refusal.Parameter(
                "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. " +
                "These strings are reserved for internal use. Additionally, they cannot start or end with '.'.");
        }
    }

    private static string Text(string name, MessageAttributeValue value, string type)
    {
        if (string.IsNullOrEmpty(value.StringValue))
        {
            throw Empty(name, type);
        }

        return Draft.IsPlain(value.StringValue)
            ? value.StringValue
            : throw Refusal.Parameter($"Message (user) attribute '{name}' holds characters outside the allowed set.");
    }

    private static string Number(string name, string text) =>
        NumberText.IsNumber(text)
            ? text
            : throw Refusal.Parameter($"Can't cast the value of message (user) attribute '{name}' to a number.");

    private static Wire.AwsError Empty(string name, string type) => Refusal.Parameter(
        $"Message (user) attribute '{name}' must contain a non-empty value of type '{type}'.");
}
