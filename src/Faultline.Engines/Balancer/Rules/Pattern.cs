using System.Text;

namespace Faultline.Engines.Balancer.Rules;

/// <summary>A text with <c>*</c> for any letters, or none, and <c>?</c> for one; a backslash takes them so.</summary>
internal sealed class Pattern
{
    private const short Any = 256;
    private const short One = 257;

    private readonly short[] letters;
    private readonly bool anyCase;

    public Pattern(string text, bool anyCase)
    {
        this.anyCase = anyCase;
        var found = new List<short>();
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\\' && i + 1 < bytes.Length && bytes[i + 1] is (byte)'*' or (byte)'?' or (byte)'\\')
            {
                found.Add(Fold(bytes[++i]));
            }
            else
            {
                found.Add(bytes[i] switch { (byte)'*' => Any, (byte)'?' => One, var letter => Fold(letter) });
            }
        }

        letters = [.. found];
    }

    public bool Fits(ReadOnlySpan<byte> text)
    {
        // Where the last star stands, and how much it takes: a letter more each time the rest does not fit.
        var (at, next, star, taken) = (0, 0, -1, 0);
        while (at < text.Length)
        {
            if (next < letters.Length && letters[next] == Any)
            {
                (star, taken) = (next++, at);
            }
            else if (next < letters.Length && (letters[next] == One || letters[next] == Fold(text[at])))
            {
                at++;
                next++;
            }
            else if (star >= 0)
            {
                (at, next) = (++taken, star + 1);
            }
            else
            {
                return false;
            }
        }

        while (next < letters.Length && letters[next] == Any)
        {
            next++;
        }

        return next == letters.Length;
    }

    private short Fold(byte letter) =>
        anyCase && letter is >= (byte)'A' and <= (byte)'Z' ? (short)(letter | 0x20) : letter;
}
