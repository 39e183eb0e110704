namespace Faultline.Engines.Balancer.Http;

/// <summary>
/// Follows a chunked body through bytes as they pass, so that its end is known; what it lets pass is passed on as it
/// is. Strict: what one may read otherwise than another is bad.
/// </summary>
/// <remarks>RFC 9112, section 7.1.</remarks>
internal struct Chunks
{
    private const int LineBytesMax = 4096;
    private const int TrailerBytesMax = 16 * 1024;

    private Step step;
    private long left;
    private int line;

    private enum Step : byte
    {
        SizeFirst,
        Size,
        Extension,
        SizeEnd,
        Data,
        DataReturn,
        DataEnd,
        Trailer,
        TrailerLine,
        TrailerLineEnd,
        LastEnd,
        Done,
    }

    public readonly bool IsDone => step == Step.Done;

    /// <summary>How many of the bytes are of the body; -1 when they are no chunks.</summary>
    public int Follow(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length && step != Step.Done)
        {
            if (step == Step.Data)
            {
                var count = (int)Math.Min(left, bytes.Length - at);
                at += count;
                left -= count;
                step = left == 0 ? Step.DataReturn : Step.Data;
            }
            else if (!Take(bytes[at++]))
            {
                return -1;
            }
        }

        return at;
    }

    /// <summary>
    /// Goes on behind the next data, and gives how many bytes that takes; -1 when they are no chunks. What stands
    /// behind the last chunk is gathered.
    /// </summary>
    /// <param name="data">How many of those bytes, the last ones, are data.</param>
    public int Peel(ReadOnlySpan<byte> bytes, Out trailers, out int data)
    {
        data = 0;
        var at = 0;
        while (at < bytes.Length && step != Step.Done)
        {
            if (step == Step.Data)
            {
                data = (int)Math.Min(left, bytes.Length - at);
                return at + Follow(bytes.Slice(at, data));
            }

            if (step is Step.Trailer or Step.TrailerLine or Step.TrailerLineEnd or Step.LastEnd)
            {
                trailers.Add(bytes[at]);
            }

            if (!Take(bytes[at++]))
            {
                return -1;
            }
        }

        return at;
    }

    private bool Take(byte next)
    {
        switch (step)
        {
            case Step.SizeFirst:
                (left, line) = (0, 0);
                step = Step.Size;
                return TakeDigit(next);
            case Step.Size when next == '\r':
                return Go(Step.SizeEnd);
            case Step.Size when next == ';':
                return Go(Step.Extension);
            case Step.Size:
                return TakeDigit(next);
            case Step.Extension when next == '\r':
                return Go(Step.SizeEnd);
            case Step.Extension:
                return IsText(next) && ++line < LineBytesMax;
            case Step.SizeEnd:
                (step, line) = (left == 0 ? Step.Trailer : Step.Data, 0);
                return next == '\n';
            case Step.DataReturn:
                return next == '\r' && Go(Step.DataEnd);
            case Step.DataEnd:
                return next == '\n' && Go(Step.SizeFirst);
            case Step.Trailer when next == '\r':
                return Go(Step.LastEnd);
            case Step.Trailer:
                return next is not ((byte)' ' or (byte)'\t' or (byte)':') && TakeTrailer(next);
            case Step.TrailerLine when next == '\r':
                return Go(Step.TrailerLineEnd);
            case Step.TrailerLine:
                return TakeTrailer(next);
            case Step.TrailerLineEnd:
                return next == '\n' && Go(Step.Trailer);
            default:
                return next == '\n' && Go(Step.Done);
        }
    }

    private bool Go(Step next)
    {
        step = next;
        return true;
    }

    private bool TakeDigit(byte next)
    {
        var digit = next switch
        {
            >= (byte)'0' and <= (byte)'9' => next - '0',
            >= (byte)'a' and <= (byte)'f' => next - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => next - 'A' + 10,
            _ => -1,
        };
        left = (left << 4) | (uint)digit;
        return digit >= 0 && ++line <= 15;
    }

    private bool TakeTrailer(byte next)
    {
        step = Step.TrailerLine;
        return IsText(next) && ++line < TrailerBytesMax;
    }

    private static bool IsText(byte next) => next is (byte)'\t' or >= 32 and not 127;
}
