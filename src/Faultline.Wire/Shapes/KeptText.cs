using System.Buffers;
using System.Text;

namespace Faultline.Wire.Shapes;

/// <summary>
/// A text that its service keeps as it came, such as a message: where the protocol has it in UTF-8 no string is made of
/// it. Which members are kept texts is said in models/patches.json.
/// </summary>
public sealed class KeptText
{
    private readonly string? text;

    public KeptText(string text)
    {
        this.text = text;
        var utf8 = new byte[Encoding.UTF8.GetByteCount(text)];
        var status = System.Text.Unicode.Utf8.FromUtf16(text, utf8, out _, out _, replaceInvalidSequences: false);
        Utf8 = status == OperationStatus.Done ? utf8 : null;
    }

    /// <summary>A text of bytes that are known to be UTF-8.</summary>
    public KeptText(byte[] utf8) => Utf8 = utf8;

    /// <summary>The text in UTF-8; null for a string with half a pair of surrogates, which has none.</summary>
    public byte[]? Utf8 { get; }

    public static implicit operator KeptText(string text) => new(text);

    public override string ToString() => text ?? Encoding.UTF8.GetString(Utf8!);
}
