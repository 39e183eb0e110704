using System.Net;

namespace Faultline.Kernel.Places;

/// <summary>
/// Which loopback addresses stand for what: each region has a slice of 127.0.0.0/8, and in it each zone, and the region
/// as a whole, a slice for each role. 127.0.x.x is left to the machine.
/// </summary>
/// <remarks>
/// Of the 24 bits a region takes 18: 3 for the zone (7 is the region itself), 3 for the role, 12 for the number. So a
/// zone has 4,096 addresses in each role, and there is room for 63 regions.
///
/// The numbers are cut into sixteen shares, so that servers of one machine do not give the same address: each begins
/// with a share that it holds alone, whatever its map looks like. One that is full goes on in the shares after it,
/// where it may meet others. What was given once is known by every plan, whatever its share.
/// </remarks>
public sealed class AddressPlan(Atlas atlas, int share = 0)
{
    public const int NumbersMax = 1 << NumberBits;

    /// <summary>So many servers of one machine have addresses of their own.</summary>
    public const int Shares = 16;

    private const int NumberBits = 12;
    private const int RoleBits = 3;
    private const int ZoneBits = 3;
    private const int OfRegion = (1 << ZoneBits) - 1;
    private const uint First = 127u << 24 | 1u << 16;

    private readonly Dictionary<Domain, int> regions =
        atlas.Regions.Select((region, index) => (region, index)).ToDictionary(each => each.region, each => each.index);

    /// <summary>
    /// The address of that number in a zone, or of a region as a whole. Numbers end in neither 0 nor 255, which many
    /// programs take for a network or a broadcast.
    /// </summary>
    public IPAddress At(Domain place, AddressRole role, int number)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, NumbersMax);
        var region = place.Region ?? throw new InvariantBroken($"{place} lies in no region.");
        var zone = place.Kind == DomainKind.Region ? OfRegion : IndexOf(region, place.Zone!);
        var bits = (((((uint)regions[region] << ZoneBits) | (uint)zone) << RoleBits | (uint)role) << NumberBits)
            | (uint)number;
        var address = First + bits;
        return new(
        [
            (byte)(address >> 24), (byte)(address >> 16), (byte)(address >> 8), (byte)address,
        ]);
    }

    /// <summary>
    /// The first address that is not taken, from the own share on and then from the lowest; null when all are.
    /// </summary>
    public IPAddress? Free(Domain place, AddressRole role, IReadOnlySet<string> taken)
    {
        for (var step = 0; step < NumbersMax; step++)
        {
            var number = (share * (NumbersMax / Shares) + step) % NumbersMax;
            if ((number & 0xFF) is 0 or 0xFF)
            {
                continue;
            }

            var address = At(place, role, number);
            if (!taken.Contains(address.ToString()))
            {
                return address;
            }
        }

        return null;
    }

    /// <summary>
    /// Whether an address, written as <see cref="At"/> writes it, is one of a place in that role: in another spelling
    /// it would pass for one that nobody has taken.
    /// </summary>
    public bool IsOf(Domain place, AddressRole role, string address) =>
        IPAddress.TryParse(address, out var parsed)
        && parsed.ToString() == address
        && parsed.GetAddressBytes() is [_, _, var high, var low]
        && At(place, role, ((high << 8) | low) & (NumbersMax - 1)).Equals(parsed)
        && low is not (0 or 0xFF);

    private static int IndexOf(Domain region, Domain zone)
    {
        for (var index = 0; index < region.Children.Count; index++)
        {
            if (region.Children[index] == zone)
            {
                return index;
            }
        }

        throw new InvariantBroken($"{zone} is not in {region}.");
    }
}

/// <summary>What an address is for. The numbers are in addresses that people have written down.</summary>
public enum AddressRole
{
    /// <summary>It stands for the private address of an instance.</summary>
    Instance = 0,

    /// <summary>A public or Elastic IP address.</summary>
    Public = 1,

    /// <summary>A node of a load balancer.</summary>
    Balancer = 2,

    /// <summary>A database.</summary>
    Database = 3,

    /// <summary>A node of a classic load balancer, whose API hands addresses out for itself.</summary>
    ClassicBalancer = 4,
}
