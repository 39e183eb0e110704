using System.Buffers.Binary;
using System.Globalization;
using System.Net;

namespace Faultline.Services.Ec2.Network;

/// <summary>A block of IPv6 addresses, as in <c>2001:db8::/56</c>, and the reading of single ones.</summary>
internal readonly record struct Cidr6(UInt128 First, int Length)
{
    private const int Bits = 128;

    public static Cidr6 Everywhere { get; } = new(0, 0);

    public UInt128 Last => First | ~Mask(Length);

    /// <summary>Reads a block; bits past its length are cut off, as with <see cref="Cidr"/>.</summary>
    public static Cidr6? Read(string? text) =>
        text?.Split('/') is [var address, { Length: >= 1 and <= 3 } length]
        && ReadAddress(address) is { } first
        && int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
        && bits <= Bits
            ? new(first & Mask(bits), bits)
            : null;

    /// <summary>An address alone: without brackets, and without the name of a link.</summary>
    public static UInt128? ReadAddress(string? text) =>
        text is not null
        && text.Contains(':', StringComparison.Ordinal)
        && text.AsSpan().IndexOfAny('[', '%') < 0
        && IPAddress.TryParse(text, out var parsed)
            ? BinaryPrimitives.ReadUInt128BigEndian(parsed.GetAddressBytes())
            : null;

    public static string Text(UInt128 address)
    {
        Span<byte> bytes = stackalloc byte[Bits / 8];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        return new IPAddress(bytes).ToString();
    }

    public bool Contains(UInt128 address) => (address & Mask(Length)) == First;

    public bool Contains(Cidr6 other) => other.Length >= Length && Contains(other.First);

    public bool Overlaps(Cidr6 other) => Contains(other.First) || other.Contains(First);

    public override string ToString() => $"{Text(First)}/{Length}";

    private static UInt128 Mask(int length) => length == 0 ? UInt128.Zero : UInt128.MaxValue << (Bits - length);
}
