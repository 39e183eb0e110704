using System.Text;

namespace Faultline.Services.Sqs;

/// <summary>
/// What a queue may be called.
/// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-queues.html
/// </summary>
internal static class QueueName
{
    private const string FifoSuffix = ".fifo";

    public static void Check(string name, bool fifo)
    {
        var bare = fifo && name.EndsWith(FifoSuffix, StringComparison.Ordinal) ? name[..^FifoSuffix.Length] : name;
        if (fifo && bare == name)
        {
            throw Refusal.Parameter(
                "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, " +
                "must end with .fifo suffix and be 1 to 80 in length.");
        }

        if (bare.Length == 0 || name.Length > Limits.NameMax || !IsWord(bare))
        {
            throw Refusal.Parameter(
                "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length");
        }
    }

    /// <summary>Letters, digits, hyphens and underscores.</summary>
    public static bool IsWord(ReadOnlySpan<char> text)
    {
        foreach (var one in text)
        {
            if (!char.IsAsciiLetterOrDigit(one) && one is not ('-' or '_'))
            {
                return false;
            }
        }

        return !text.IsEmpty;
    }

    public static string ToToken(string name) => Convert.ToBase64String(Encoding.UTF8.GetBytes(name));

    public static string? FromToken(string token)
    {
        Span<byte> bytes = stackalloc byte[Limits.NameMax];
        return Convert.TryFromBase64String(token, bytes, out var written)
            ? Encoding.UTF8.GetString(bytes[..written])
            : null;
    }
}
