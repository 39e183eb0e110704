using System.Security.Cryptography;
using System.Text;

namespace Faultline.Wire.Signatures;

/// <summary>
/// The body of an upload in chunks, without its framing. Each chunk is verified when its last byte has been read, so
/// what was read is to be believed only once the stream has ended: what is cut short, altered or too long throws.
/// </summary>
public sealed class ChunkedStream : ReadingStream
{
    private const int LineBytesMax = 1024;
    private const int TrailerBytesMax = 16 * 1024;

    /// <summary>Every chunk but the last has at least so many bytes (same page as <see cref="ChunkSeal"/>).</summary>
    private const int ChunkBytesMin = 8 * 1024;

    private readonly Stream source;
    private readonly ChunkSeal? seal;
    private readonly string[]? announced;
    private readonly long length;
    private readonly Dictionary<string, string> trailers = new(StringComparer.OrdinalIgnoreCase);
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] ahead = new byte[16 * 1024];
    private int start, end;
    private long decoded, remaining, chunkSize;
    private string signature = "";
    private bool ended;

    /// <summary>Decodes the source. Announced are the names of the trailers; null when there may be none.</summary>
    internal ChunkedStream(Stream source, ChunkSeal? seal, string[]? announced, long length) =>
        (this.source, this.seal, this.announced, this.length) = (source, seal, announced, length);

    /// <summary>The trailing headers, such as <c>x-amz-checksum-crc32</c>; whole once the stream has ended.</summary>
    public IReadOnlyDictionary<string, string> Trailers => trailers;

    /// <summary>
    /// The length of the body without its framing, as the client declared it; a stream that ends has it.
    /// </summary>
    public override long Length => length;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || ended || (remaining == 0 && !await NextChunk(cancellationToken)))
        {
            return 0;
        }

        var count = await Fill(buffer[..(int)Math.Min(buffer.Length, remaining)], cancellationToken);
        if (count == 0)
        {
            throw Incomplete("The request body terminated unexpectedly");
        }

        if (seal is not null)
        {
            hash.AppendData(buffer.Span[..count]);
        }

        decoded += count;
        remaining -= count;
        if (remaining == 0)
        {
            if ((await Line(cancellationToken)).Length > 0)
            {
                throw Incomplete("A chunk does not end where its size says");
            }

            VerifyChunk();
        }

        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            hash.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>
    /// Reads the line before a chunk. False when it is the last, empty one: the trailers are read with it.
    /// </summary>
    private async ValueTask<bool> NextChunk(CancellationToken ct)
    {
        var line = await Line(ct);
        var semicolon = line.IndexOf(';', StringComparison.Ordinal);
        var digits = semicolon < 0 ? line : line[..semicolon];
        if (digits.Length is 0 or > 15
            || !long.TryParse(digits, System.Globalization.NumberStyles.AllowHexSpecifier, null, out var size))
        {
            throw Incomplete("A chunk does not begin with its size");
        }

        if (size > 0 && decoded > 0 && chunkSize < ChunkBytesMin)
        {
            throw new AwsError(
                "InvalidChunkSizeError", 403, "Only the last chunk is allowed to have a size less than 8192 bytes");
        }

        const string extension = ";chunk-signature=";
        signature = semicolon >= 0 && line.AsSpan(semicolon).StartsWith(extension)
            ? line[(semicolon + extension.Length)..] : "";
        (chunkSize, remaining) = (size, size);
        if (size > length - decoded)
        {
            throw Incomplete("The chunks hold more than x-amz-decoded-content-length says");
        }

        if (size > 0)
        {
            return true;
        }

        VerifyChunk();
        await ReadTrailers(ct);
        if (decoded != length)
        {
            throw Incomplete("The chunks hold less than x-amz-decoded-content-length says");
        }

        ended = true;
        return false;
    }

    private void VerifyChunk()
    {
        if (seal is null)
        {
            return;
        }

        Span<byte> sum = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(sum);
        if (!seal.ProvesChunk(sum, signature))
        {
            throw Mismatch();
        }
    }

    private async ValueTask ReadTrailers(CancellationToken ct)
    {
        var canonical = new StringBuilder();
        string? proof = null;
        var bytes = 0;
        var blank = false;
        while (await More(ct))
        {
            var line = await Line(ct);
            bytes += line.Length;
            if (line.Length == 0)
            {
                blank = true;
                continue;
            }

            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || bytes > TrailerBytesMax || proof is not null)
            {
                throw MalformedTrailer();
            }

            var (name, value) = (line[..colon].Trim().ToLowerInvariant(), line[(colon + 1)..].Trim());
            if (name == "x-amz-trailer-signature")
            {
                proof = value;
            }
            else if (announced?.Contains(name, StringComparer.OrdinalIgnoreCase) == true
                && trailers.TryAdd(name, value))
            {
                canonical.Append(name).Append(':').Append(value).Append('\n');
            }
            else
            {
                throw MalformedTrailer();
            }
        }

        if (!blank)
        {
            throw Incomplete("The request body terminated unexpectedly");
        }

        if (announced is not null && trailers.Count != announced.Length)
        {
            throw MalformedTrailer();
        }

        if (seal is not null && announced is not null && !seal.ProvesTrailers(canonical.ToString(), proof ?? ""))
        {
            throw Mismatch();
        }
    }

    private async ValueTask<string> Line(CancellationToken ct)
    {
        while (true)
        {
            var at = ahead.AsSpan(start, end - start).IndexOf((byte)'\n');
            if (at >= 0)
            {
                var line = Encoding.UTF8.GetString(ahead, start, at);
                start += at + 1;
                return line.EndsWith('\r') ? line[..^1] : line;
            }

            if (end - start > LineBytesMax || !await Refill(ct))
            {
                throw Incomplete("The request body terminated unexpectedly");
            }
        }
    }

    private async ValueTask<bool> More(CancellationToken ct) => start < end || await Refill(ct);

    /// <summary>Bytes of the chunk: from the buffer first, then straight from the source.</summary>
    private async ValueTask<int> Fill(Memory<byte> into, CancellationToken ct)
    {
        if (start == end)
        {
            return await source.ReadAsync(into, ct);
        }

        var count = Math.Min(into.Length, end - start);
        ahead.AsMemory(start, count).CopyTo(into);
        start += count;
        return count;
    }

    private async ValueTask<bool> Refill(CancellationToken ct)
    {
        ahead.AsSpan(start, end - start).CopyTo(ahead);
        (start, end) = (0, end - start);
        var count = await source.ReadAsync(ahead.AsMemory(end), ct);
        end += count;
        return count > 0;
    }

    private static AwsError Incomplete(string message) => new("IncompleteBody", 400, message);

    private static AwsError MalformedTrailer() => new(
        "MalformedTrailerError", 400,
        "The request contained trailing data that was not well-formed or did not conform to our published schema.");

    private static AwsError Mismatch() => new Refusals(Protocol.RestXml, "s3").Mismatch("", "");
}
