using Microsoft.AspNetCore.Http;

namespace Faultline.Wire.Protocols;

/// <summary>A request as it came in, before anyone knows what it means.</summary>
public sealed class Incoming
{
    public required string Method { get; init; }

    /// <summary>The path as it was sent: percent-encoded, nothing folded.</summary>
    public required string Path { get; init; }

    /// <summary>The query string as it was sent, without the question mark.</summary>
    public string Query { get; init; } = "";

    public required IHeaderDictionary Headers { get; init; }

    /// <summary>The whole body, unless the operation streams it.</summary>
    public ReadOnlyMemory<byte> Body { get; set; }

    /// <summary>The body of an operation that streams it.</summary>
    public Stream? Stream { get; set; }
}
