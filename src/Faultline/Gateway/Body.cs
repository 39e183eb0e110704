using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Faultline.Wire.Shapes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Faultline.Gateway;

/// <summary>
/// A request's body in one piece. A small one stays where the socket put it; a large one is gathered on pooled memory.
/// Either is lent until <see cref="Release"/>.
/// </summary>
internal sealed class Body
{
    /// <summary>
    /// Beyond this a body is gathered as it comes in, so that the connection's own buffers stay small.
    /// </summary>
    private const int BytesInPlaceMax = 64 * 1024;

    private readonly Sheet gathered = new();
    private readonly Sheet unpacked = new();
    private PipeReader? lender;
    private SequencePosition end;

    public ReadOnlyMemory<byte> Bytes { get; private set; }

    public async ValueTask Read(IFeatureCollection features, CancellationToken ct)
    {
        var reader = features.Get<IRequestBodyPipeFeature>()!.Reader;
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(ct);
                if (Take(reader, read))
                {
                    return;
                }
            }
        }
        catch (BadHttpRequestException refused) when (refused.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw new BodyTooLarge();
        }
    }

    /// <summary>
    /// What the first bytes are once gzip is undone: enough to see what is asked for, before it is known who asks.
    /// Empty where it is no gzip.
    /// </summary>
    public ReadOnlyMemory<byte> Glimpse(int bytesMax)
    {
        using var packed = new MemoryStream(Bytes.ToArray(), writable: false);
        using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        var first = new byte[bytesMax];
        try
        {
            return first.AsMemory(0, gzip.ReadAtLeast(first, bytesMax, throwOnEndOfStream: false));
        }
        catch (InvalidDataException)
        {
            return default;
        }
    }

    /// <summary>Undoes gzip, up to a limit, so that a small body cannot fill the memory.</summary>
    public async ValueTask Gunzip(int bytesMax, CancellationToken ct)
    {
        using var packed = new MemoryStream(Bytes.ToArray(), writable: false);
        await using var gzip = new GZipStream(packed, CompressionMode.Decompress);
        try
        {
            while (await gzip.ReadAsync(unpacked.GetMemory(16 * 1024), ct) is > 0 and var count)
            {
                unpacked.Advance(count);
                if (unpacked.Length > bytesMax)
                {
                    throw new BodyTooLarge();
                }
            }
        }
        catch (InvalidDataException broken)
        {
            throw new MalformedInput("The body is not what Content-Encoding: gzip promises.", broken);
        }

        Bytes = unpacked.Written;
    }

    public void Release()
    {
        Bytes = default;
        gathered.Clear();
        unpacked.Clear();
        if (lender is not null)
        {
            lender.AdvanceTo(end);
            lender = null;
        }
    }

    private bool Take(PipeReader reader, ReadResult read)
    {
        var buffer = read.Buffer;
        if (read.IsCompleted && gathered.Length == 0 && buffer.IsSingleSegment)
        {
            (lender, end) = (reader, buffer.End);
            Bytes = buffer.First;
            return true;
        }

        if (!read.IsCompleted && gathered.Length == 0 && buffer.Length <= BytesInPlaceMax)
        {
            reader.AdvanceTo(buffer.Start, buffer.End);
            return false;
        }

        foreach (var piece in buffer)
        {
            gathered.Write(piece.Span);
        }

        reader.AdvanceTo(buffer.End);
        Bytes = gathered.Written;
        return read.IsCompleted;
    }
}

/// <summary>The body is larger than the server takes, as it came or once it is unpacked.</summary>
internal sealed class BodyTooLarge() : Exception("The body of this request is larger than this server accepts.");
