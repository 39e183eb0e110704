using System.Globalization;
using System.Net;
using System.Numerics;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>
/// <c>Fn::Cidr</c> ("Fn::Cidr" in the user guide): the first blocks of a size in a block, one behind the other.
/// </summary>
internal static class Cidrs
{
    /// <summary>"Fn::Cidr": the number of CIDRs to generate.</summary>
    public const int CountMax = 256;

    public static IEnumerable<string> Divide(string block, int count, int bits)
    {
        if (!TryParse(block, out var network))
        {
            throw Faults.Error($"Fn::Cidr needs a CIDR block in its first parameter, and {block} is none.");
        }

        var length = network.BaseAddress.GetAddressBytes().Length * 8;
        var prefix = length - bits;
        if (bits < 1 || prefix < network.PrefixLength)
        {
            throw Faults.Error($"Fn::Cidr cannot make blocks of {bits} bits in {block}.");
        }

        if (count is < 1 or > CountMax)
        {
            throw Faults.Error($"Fn::Cidr makes between 1 and {CountMax} blocks, and not {count}.");
        }

        var room = prefix - network.PrefixLength;
        if (room < 31 && count > 1 << room)
        {
            throw Faults.Error($"Fn::Cidr cannot make {count} blocks of {bits} bits in {block}.");
        }

        var first = new BigInteger(network.BaseAddress.GetAddressBytes(), isUnsigned: true, isBigEndian: true);
        return Enumerable.Range(0, count).Select(index =>
        {
            var bytes = (first + (new BigInteger(index) << bits)).ToByteArray(isUnsigned: true, isBigEndian: true);
            var whole = new byte[length / 8];
            bytes.CopyTo(whole, whole.Length - bytes.Length);
            return string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(whole)}/{prefix}");
        });
    }

    /// <summary>
    /// A block whose address has bits beyond its prefix means the block that the address lies in. The framework knows
    /// more ways to write an address than AWS does: octal, short ones, the name of a link.
    /// </summary>
    private static bool TryParse(string block, out IPNetwork network)
    {
        network = default;
        return block.Split('/') is [var text, _]
            && IPAddress.TryParse(text, out var address)
            && (text.Contains(':', StringComparison.Ordinal)
                ? !text.Contains('%', StringComparison.Ordinal)
                : address.ToString() == text)
            && IPNetwork.TryParse(block, out network);
    }
}
