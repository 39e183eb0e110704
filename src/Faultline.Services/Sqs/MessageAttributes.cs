using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Faultline.Services.Sqs;

/// <summary>
/// One attribute of a message: a text (also for numbers) or bytes, under a type that may carry a custom suffix.
/// </summary>
internal sealed record MessageAttribute(string Name, string DataType, string? Text, byte[]? Binary)
{
    public int Bytes =>
        Encoding.UTF8.GetByteCount(Name) + Encoding.UTF8.GetByteCount(DataType) +
        (Binary?.Length ?? Encoding.UTF8.GetByteCount(Text ?? ""));
}

/// <summary>The attributes of a message, in the order of their names.</summary>
internal sealed class MessageAttributes
{
    private readonly MessageAttribute[] all;

    public MessageAttributes(IEnumerable<MessageAttribute> attributes) =>
        all = [.. attributes.OrderBy(attribute => attribute.Name, StringComparer.Ordinal)];

    public IReadOnlyList<MessageAttribute> All => all;

    /// <summary>What they add to the size of the message: names, types and values.</summary>
    public int Bytes => all.Sum(attribute => attribute.Bytes);

    public string Md5 => Md5Of(all);

    /// <summary>
    /// The digest that the SDKs check: of each attribute, by name, the lengths and bytes of name, type and value, with
    /// 1 before a text and 2 before bytes.
    /// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html
    /// </summary>
    public static string Md5Of(IReadOnlyList<MessageAttribute> attributes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var attribute in attributes)
        {
            Add(hash, Encoding.UTF8.GetBytes(attribute.Name));
            Add(hash, Encoding.UTF8.GetBytes(attribute.DataType));
            hash.AppendData([(byte)(attribute.Binary is null ? 1 : 2)]);
            Add(hash, attribute.Binary ?? Encoding.UTF8.GetBytes(attribute.Text ?? ""));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Those that a receiver asks for: by name, by a prefix with <c>.*</c>, or all.</summary>
    public IReadOnlyList<MessageAttribute> Asked(IReadOnlyCollection<string>? names)
    {
        if (names is not { Count: > 0 })
        {
            return [];
        }

        return Array.FindAll(all, attribute => names.Any(name =>
            name is "All" or ".*" || name == attribute.Name ||
            (name.EndsWith(".*", StringComparison.Ordinal) &&
                attribute.Name.StartsWith(name[..^2], StringComparison.Ordinal))));
    }

    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
