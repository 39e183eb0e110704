using System.Buffers;

namespace Faultline.Engines.Balancer.Http;

/// <summary>
/// The head of a request or an answer, found in bytes as they come in and never copied. It is strict where programs
/// have understood heads in two ways: what one may read otherwise than another is bad, not mended. Used again.
/// </summary>
/// <remarks>RFC 9112, sections 2.2, 3, 4 and 5; RFC 9110, section 5.</remarks>
internal sealed class Head
{
    private const int FieldsMax = 256;

    private static readonly SearchValues<byte> Token = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>All control characters but the tab, and DEL.</summary>
    private static readonly SearchValues<byte> NoValue = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Where(each => each != 9).Select(each => (byte)each), 127]);

    /// <summary>Blanks and everything that is not a visible ASCII character.</summary>
    private static readonly SearchValues<byte> NoTarget = SearchValues.Create(
        [.. Enumerable.Range(0, 33).Concat(Enumerable.Range(127, 129)).Select(each => (byte)each)]);

    private Field[] fields = new Field[32];
    private int count;
    private int at;
    private bool begun;

    /// <summary>How many bytes it takes, with the empty line, once it is whole.</summary>
    public int Length { get; private set; }

    /// <summary>Why it is bad, for whoever sent it; null while it is not.</summary>
    public string? Fault { get; private set; }

    /// <summary>The status to answer a bad one with.</summary>
    public int FaultStatus { get; private set; }

    public ReadOnlySpan<Field> Fields => fields.AsSpan(0, count);

    /// <summary>The first line without its end.</summary>
    public Range FirstLine { get; private set; }

    /// <summary>How much of the head the first line takes, with its end.</summary>
    public int FirstLineEnd { get; private set; }

    public Range Method { get; private set; }

    public Range Target { get; private set; }

    /// <summary>The status of an answer.</summary>
    public int Status { get; private set; }

    /// <summary>1.1, and not 1.0.</summary>
    public bool IsLatest { get; private set; }

    public void Clear()
    {
        (count, at, begun, Length, Fault) = (0, 0, false, 0, null);
        (Method, Target, Status) = (default, default, 0);
    }

    /// <summary>Reads on in all bytes that are there so far; true once the head is whole, or bad.</summary>
    public bool Read(ReadOnlySpan<byte> bytes, bool isAnswer)
    {
        while (true)
        {
            var end = bytes[at..].IndexOf((byte)'\n');
            if (end < 0)
            {
                return false;
            }

            end += at;
            if (end == at || bytes[end - 1] != '\r')
            {
                return Bad("a line ends without a carriage return");
            }

            var line = at;
            at = end + 1;
            if (!begun)
            {
                begun = true;
                (FirstLine, FirstLineEnd) = (line..(end - 1), at);
                if (!(isAnswer ? ReadStatus(bytes[..(end - 1)]) : ReadRequest(bytes[..(end - 1)])))
                {
                    return true;
                }
            }
            else if (end == line + 1)
            {
                Length = at;
                return true;
            }
            else if (!ReadField(bytes, line, end - 1, isAnswer))
            {
                return true;
            }
        }
    }

    public bool Bad(string why, int status = 400)
    {
        (Fault, FaultStatus) = (why, status);
        return true;
    }

    private bool ReadRequest(ReadOnlySpan<byte> line)
    {
        var first = line.IndexOf((byte)' ');
        var last = line.LastIndexOf((byte)' ');
        if (first <= 0 || last == first)
        {
            return !Bad("the first line is not METHOD TARGET VERSION");
        }

        (Method, Target) = (..first, (first + 1)..last);
        if (line[..first].ContainsAnyExcept(Token))
        {
            return !Bad("the method is no token");
        }

        if (last == first + 1 || line[Target].ContainsAny(NoTarget))
        {
            return !Bad("the target holds what no target may");
        }

        return ReadVersion(line[(last + 1)..]);
    }

    private bool ReadVersion(ReadOnlySpan<byte> version)
    {
        IsLatest = version.SequenceEqual("HTTP/1.1"u8);
        if (IsLatest || version.SequenceEqual("HTTP/1.0"u8))
        {
            return true;
        }

        return version.StartsWith("HTTP/"u8) && version.Length == 8 && version[6] == '.'
            && version[5] is >= (byte)'0' and <= (byte)'9' && version[7] is >= (byte)'0' and <= (byte)'9'
            ? !Bad("the version is not supported", 505)
            : !Bad("the version is none");
    }

    private bool ReadStatus(ReadOnlySpan<byte> line)
    {
        if (line.Length < 12 || line[8] != ' ' || !ReadVersion(line[..8]))
        {
            return Fault is null ? !Bad("the first line is not VERSION STATUS") : false;
        }

        foreach (var digit in line[9..12])
        {
            if (digit is < (byte)'0' or > (byte)'9')
            {
                return !Bad("the status is no number");
            }

            Status = (Status * 10) + digit - '0';
        }

        return Status >= 100 && (line.Length == 12 || line[12] == ' ') && !line.ContainsAny(NoValue)
            ? true
            : !Bad("the first line is not VERSION STATUS");
    }

    private bool ReadField(ReadOnlySpan<byte> bytes, int start, int end, bool isAnswer)
    {
        var line = bytes[start..end];
        if (line[0] is (byte)' ' or (byte)'\t')
        {
            return !Bad("a field goes on in the next line");
        }

        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
        {
            return !Bad("a field has no name");
        }

        if (line[colon - 1] is (byte)' ' or (byte)'\t')
        {
            return !Bad("blanks stand before a colon");
        }

        var (value, valueEnd) = (colon + 1, line.Length);
        while (value < valueEnd && line[value] is (byte)' ' or (byte)'\t')
        {
            value++;
        }

        while (valueEnd > value && line[valueEnd - 1] is (byte)' ' or (byte)'\t')
        {
            valueEnd--;
        }

        if (line[value..valueEnd].ContainsAny(NoValue))
        {
            return !Bad("a value holds a control character");
        }

        if (count == FieldsMax)
        {
            return !Bad("there are too many fields", isAnswer ? 502 : 431);
        }

        if (count == fields.Length)
        {
            Array.Resize(ref fields, count * 2);
        }

        var name = line[..colon];
        fields[count++] = new(
            FieldNames.Find(name), start, end + 2 - start, colon, start + value, valueEnd - value,
            name.ContainsAnyExcept(Token));
        return true;
    }
}
