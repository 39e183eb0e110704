using System.Globalization;
using System.Text;

namespace Faultline.Engines.Postgres.Archives;

/// <summary>A key as the name of a file, whatever is in it, and back.</summary>
internal static class FileName
{
    private const int LengthMax = 120;

    public static string Of(string key)
    {
        var name = new StringBuilder();
        foreach (var value in Encoding.UTF8.GetBytes(key))
        {
            var c = (char)value;
            _ = char.IsAsciiLetterOrDigit(c) || c is '-' || (c is '.' && name.Length > 0)
                ? name.Append(c)
                : name.Append(CultureInfo.InvariantCulture, $"_{value:X2}");
        }

        return name.Length is > 0 and <= LengthMax
            ? name.ToString()
            : throw new ArgumentException($"'{key}' is empty, or too long for a key.", nameof(key));
    }

    public static string Back(string name)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '_' && i + 2 < name.Length)
            {
                bytes.Add(byte.Parse(
                    name.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
                i += 2;
            }
            else
            {
                bytes.Add((byte)name[i]);
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }
}
