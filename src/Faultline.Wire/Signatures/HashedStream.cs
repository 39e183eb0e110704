using System.Security.Cryptography;

namespace Faultline.Wire.Signatures;

/// <summary>
/// A streamed body whose hash the client signed: the hash is compared when the body ends, so what was read is to be
/// believed only then.
/// </summary>
internal sealed class HashedStream(Stream source, string declared, AwsError mismatch) : ReadingStream
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await source.ReadAsync(buffer, cancellationToken);
        if (count > 0)
        {
            hash.AppendData(buffer.Span[..count]);
        }
        else if (!buffer.IsEmpty && Convert.ToHexStringLower(hash.GetCurrentHash()) != declared)
        {
            throw mismatch;
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
}
