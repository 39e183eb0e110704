using System.Buffers;
using System.Text;

namespace Faultline.Wire.Protocols.Xml;

/// <summary>
/// Writes XML as UTF-8 straight into a buffer. It balances nothing: whoever writes says what to open and what to close.
/// </summary>
internal readonly struct XmlText(IBufferWriter<byte> output)
{
    private const int ChunkChars = 4096;

    /// <summary>
    /// What cannot stand in text or in a quoted value as it is. Control characters that XML forbids go out as character
    /// references all the same, as AWS writes them: a client that must read them can, and nothing is lost.
    /// </summary>
    private static readonly SearchValues<char> special = SearchValues.Create(
        string.Concat(Enumerable.Range(0, 32).Where(c => c is not ('\t' or '\n')).Select(c => (char)c))
        + "&<>\"\u0085\u2028\uFFFE\uFFFF");

    private static readonly SearchValues<char> breaks = SearchValues.Create("\t\n");

    public void Declaration() => Raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"u8);

    public void Open(string name)
    {
        Begin(name);
        EndOfTag();
    }

    public void Open(string name, string? xmlns)
    {
        Begin(name);
        if (xmlns is not null)
        {
            Attribute("xmlns", xmlns);
        }

        EndOfTag();
    }

    /// <summary>An element's start tag up to where its attributes come.</summary>
    public void Begin(string name)
    {
        var room = output.GetSpan(Encoding.UTF8.GetMaxByteCount(name.Length) + 1);
        room[0] = (byte)'<';
        output.Advance(1 + Encoding.UTF8.GetBytes(name, room[1..]));
    }

    public void EndOfTag() => Raw(">"u8);

    public void Attribute(string name, string value)
    {
        Raw(" "u8);
        Plain(name);
        Raw("=\""u8);
        Value(value);
        Raw("\""u8);
    }

    public void Close(string name)
    {
        var room = output.GetSpan(Encoding.UTF8.GetMaxByteCount(name.Length) + 3);
        "</"u8.CopyTo(room);
        var length = 2 + Encoding.UTF8.GetBytes(name, room[2..]);
        room[length] = (byte)'>';
        output.Advance(length + 1);
    }

    public void Element(string name, string text)
    {
        Open(name);
        Text(text);
        Close(name);
    }

    /// <summary>Text between tags.</summary>
    public void Text(ReadOnlySpan<char> text) => Escape(text, special);

    public void Raw(ReadOnlySpan<byte> bytes) => output.Write(bytes);

    /// <summary>Text in quotes, where a reader would turn line breaks into blanks.</summary>
    private void Value(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAny(breaks) is >= 0 and var at)
        {
            Escape(text[..at], special);
            Reference(text[at]);
            text = text[(at + 1)..];
        }

        Escape(text, special);
    }

    private void Escape(ReadOnlySpan<char> text, SearchValues<char> stops)
    {
        while (text.IndexOfAny(stops) is >= 0 and var at)
        {
            Plain(text[..at]);
            Reference(text[at]);
            text = text[(at + 1)..];
        }

        Plain(text);
    }

    private void Reference(char letter)
    {
        switch (letter)
        {
            case '&': Raw("&amp;"u8); break;
            case '<': Raw("&lt;"u8); break;
            case '>': Raw("&gt;"u8); break;
            case '"': Raw("&quot;"u8); break;
            default:
                Raw("&#x"u8);
                Span<byte> digits = stackalloc byte[4];
                ((int)letter).TryFormat(digits, out var length, "X");
                Raw(digits[..length]);
                Raw(";"u8);
                break;
        }
    }

    /// <summary>Half a surrogate pair becomes the replacement character: UTF-8 has no other way.</summary>
    private void Plain(ReadOnlySpan<char> text)
    {
        while (text.Length > ChunkChars)
        {
            var take = char.IsHighSurrogate(text[ChunkChars - 1]) ? ChunkChars - 1 : ChunkChars;
            Chunk(text[..take]);
            text = text[take..];
        }

        Chunk(text);
    }

    private void Chunk(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty)
        {
            var room = output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
            output.Advance(Encoding.UTF8.GetBytes(text, room));
        }
    }
}
