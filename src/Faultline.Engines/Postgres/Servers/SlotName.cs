using System.Globalization;
using System.Text;

namespace Faultline.Engines.Postgres.Servers;

/// <summary>
/// The name of a slot as PostgreSQL wants it (small letters, digits, underscores), from one that may have more in it,
/// and back.
/// </summary>
internal static class SlotName
{
    private const int LengthMax = 63;

    public static string Of(string slot)
    {
        var name = new StringBuilder();
        foreach (var c in slot)
        {
            _ = c is '_' ? name.Append("__")
                : char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) ? name.Append(c)
                : char.IsAscii(c) ? name.Append(CultureInfo.InvariantCulture, $"_{(int)c:x2}")
                : throw new ArgumentException($"'{slot}' cannot be the name of a slot.", nameof(slot));
        }

        return name.Length is > 0 and <= LengthMax
            ? name.ToString()
            : throw new ArgumentException($"'{slot}' is too long for the name of a slot.", nameof(slot));
    }

    /// <summary>What it was made from; itself where it is nobody's of us.</summary>
    public static string Back(string name)
    {
        var slot = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] != '_')
            {
                slot.Append(name[i]);
            }
            else if (i + 1 < name.Length && name[i + 1] == '_')
            {
                slot.Append('_');
                i++;
            }
            else if (i + 2 < name.Length && byte.TryParse(
                name.AsSpan(i + 1, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var code))
            {
                slot.Append((char)code);
                i += 2;
            }
            else
            {
                return name;
            }
        }

        return slot.ToString();
    }
}
