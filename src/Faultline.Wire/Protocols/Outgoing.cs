using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Faultline.Wire.Protocols;

/// <summary>A response as it is to go out.</summary>
public sealed class Outgoing
{
    public int Status { get; set; } = 200;

    public required IHeaderDictionary Headers { get; init; }

    /// <summary>Where the body goes when it is written at once.</summary>
    public required IBufferWriter<byte> Body { get; init; }

    /// <summary>The body when it is streamed from somewhere.</summary>
    public Stream? Stream { get; set; }

    /// <summary>The body when it is events, each already framed, as they come.</summary>
    public IAsyncEnumerable<ReadOnlyMemory<byte>>? Events { get; set; }
}
