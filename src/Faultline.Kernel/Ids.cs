namespace Faultline.Kernel;

/// <summary>Identifiers in the forms that AWS gives them, thrown with the dice.</summary>
public static class Ids
{
    private const string Hex = "0123456789abcdef";
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>A random UUID (version 4) in lower case with hyphens.</summary>
    public static string Uuid(this Dice dice)
    {
        Span<byte> bytes = stackalloc byte[16];
        dice.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }

    /// <summary>A prefix and 17 hexadecimal digits, as in <c>i-0abc...</c>.</summary>
    public static string Resource(this Dice dice, string prefix) => $"{prefix}-{dice.Digits(Hex, 17)}";

    /// <summary>A prefix of four letters and 16 characters, as in <c>ASIA...</c> and <c>AROA...</c>.</summary>
    public static string Unique(this Dice dice, string prefix) => prefix + dice.Digits(Base32, 16);

    private static string Digits(this Dice dice, string alphabet, int count) =>
        string.Create(count, (dice, alphabet), static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = from.alphabet[from.dice.Below(from.alphabet.Length)];
            }
        });
}
