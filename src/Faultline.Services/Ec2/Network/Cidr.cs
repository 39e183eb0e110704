using System.Globalization;

namespace Faultline.Services.Ec2.Network;

/// <summary>A block of IPv4 addresses, as in <c>10.0.0.0/16</c>, and the reading of single ones.</summary>
internal readonly record struct Cidr(uint First, int Length)
{
    public static Cidr Everywhere { get; } = new(0, 0);

    public uint Last => First | ~Mask(Length);

    public long Count => 1L << (32 - Length);

    /// <summary>Reads a block; bits past its length are cut off, as AWS does where it takes them at all.</summary>
    public static Cidr? Read(string? text) =>
        text?.Split('/') is [var address, { Length: 1 or 2 } length]
        && ReadAddress(address) is { } first
        && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
        && bits <= 32
            ? new(first & Mask(bits), bits)
            : null;

    /// <summary>Four decimal numbers without leading zeros; nothing else is an address.</summary>
    public static uint? ReadAddress(string? text)
    {
        if (text?.Split('.') is not { Length: 4 } parts)
        {
            return null;
        }

        var address = 0u;
        foreach (var part in parts)
        {
            if (part is not { Length: >= 1 and <= 3 }
                || (part.Length > 1 && part[0] == '0')
                || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return null;
            }

            address = (address << 8) | value;
        }

        return address;
    }

    public static string Text(uint address) =>
        $"{address >> 24}.{(address >> 16) & 255}.{(address >> 8) & 255}.{address & 255}";

    public bool Contains(uint address) => (address & Mask(Length)) == First;

    public bool Contains(Cidr other) => other.Length >= Length && Contains(other.First);

    public bool Overlaps(Cidr other) => Contains(other.First) || other.Contains(First);

    public override string ToString() => $"{Text(First)}/{Length}";

    private static uint Mask(int length) => length == 0 ? 0 : uint.MaxValue << (32 - length);
}
