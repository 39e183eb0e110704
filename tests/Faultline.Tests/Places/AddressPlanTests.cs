using System.Net;
using Faultline.Kernel.Places;

namespace Faultline.Tests.Places;

/// <summary>The loopback addresses of the whole world.</summary>
public sealed class AddressPlanTests
{
    private static readonly Atlas atlas = Atlas.Draw(new() { HostsInZone = 1 });
    private static readonly AddressPlan plan = new(atlas);
    private static readonly AddressRole[] roles = Enum.GetValues<AddressRole>();

    [Fact]
    public void Every_address_of_every_place_and_role_differs_and_none_is_the_machine_s_own()
    {
        var seen = new HashSet<uint>();
        foreach (var (place, role) in Slices())
        {
            for (var number = 0; number < AddressPlan.NumbersMax; number++)
            {
                var bytes = plan.At(place, role, number).GetAddressBytes();
                var all = (uint)(bytes[0] << 24 | bytes[1] << 16 | bytes[2] << 8 | bytes[3]);
                Assert.True(seen.Add(all), $"{place} {role} {number} is somebody else's");
                Assert.True(bytes[0] == 127 && bytes[1] != 0, $"{place} {role} {number} is {string.Join('.', bytes)}");
            }
        }

        Assert.True(seen.Count > 2_000_000, $"Only {seen.Count} addresses were looked at");
    }

    [Fact]
    public void An_address_is_of_its_own_place_and_role_and_of_no_other()
    {
        var slices = Slices().ToList();
        foreach (var (place, role) in slices)
        {
            var text = plan.At(place, role, 257).ToString();
            Assert.Equal([(place, role)], slices.Where(each => plan.IsOf(each.Place, each.Role, text)));
        }
    }

    [Fact]
    public void Free_addresses_are_given_lowest_first_until_none_is_left_and_never_end_in_0_or_255()
    {
        var place = atlas.Region("us-east-1")!;
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var last = -1;
        while (plan.Free(place, AddressRole.Public, taken) is { } address)
        {
            var bytes = address.GetAddressBytes();
            var number = bytes[2] << 8 | bytes[3];
            Assert.True(number > last, $"{address} is not the lowest");
            Assert.True(bytes[3] is not (0 or 255), $"{address}");
            Assert.True(plan.IsOf(place, AddressRole.Public, address.ToString()));
            taken.Add(address.ToString());
            last = number;
        }

        Assert.Equal(AddressPlan.NumbersMax / 256 * 254, taken.Count);
        taken.Remove(plan.At(place, AddressRole.Public, 700).ToString());
        Assert.Equal(plan.At(place, AddressRole.Public, 700), plan.Free(place, AddressRole.Public, taken));
    }

    [Fact]
    public void Servers_with_shares_of_their_own_meet_nowhere_and_know_each_other_s_addresses()
    {
        var place = atlas.Zones[0];
        var given = new HashSet<string>(StringComparer.Ordinal);
        for (var share = 0; share < AddressPlan.Shares; share++)
        {
            var own = new AddressPlan(atlas, share);
            var taken = new HashSet<string>(StringComparer.Ordinal);
            for (var count = 0; count < 254; count++)
            {
                Assert.True(taken.Add(own.Free(place, AddressRole.Instance, taken)!.ToString()));
            }

            Assert.All(taken, address => Assert.True(given.Add(address), $"{address} is given twice"));
            Assert.All(taken, address => Assert.True(plan.IsOf(place, AddressRole.Instance, address)));
        }
    }

    [Fact]
    public void A_full_share_goes_on_in_the_others_until_every_address_is_taken()
    {
        var place = atlas.Zones[0];
        var last = new AddressPlan(atlas, AddressPlan.Shares - 1);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        while (last.Free(place, AddressRole.Instance, taken) is { } address)
        {
            taken.Add(address.ToString());
        }

        Assert.Equal(AddressPlan.NumbersMax / 256 * 254, taken.Count);
    }

    [Theory]
    [InlineData("{0}.0")]
    [InlineData("{0}.255")]
    [InlineData("{0}.07")]
    [InlineData("{0}.0x7")]
    [InlineData("::ffff:{0}.7")]
    [InlineData(" {0}.7")]
    [InlineData("{0}")]
    [InlineData("nowhere")]
    public void What_is_no_address_of_the_plan_as_it_writes_them_is_of_no_place(string text)
    {
        var place = atlas.Region("us-east-1")!;
        var own = plan.At(place, AddressRole.Public, 7).ToString();
        Assert.True(plan.IsOf(place, AddressRole.Public, own));
        var asked = string.Format(System.Globalization.CultureInfo.InvariantCulture, text, own[..own.LastIndexOf('.')]);
        Assert.False(plan.IsOf(place, AddressRole.Public, asked), asked);
    }

    [Fact]
    public void Numbers_beyond_the_slice_are_nobody_s()
    {
        var place = atlas.Region("us-east-1")!;
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.At(place, AddressRole.Public, AddressPlan.NumbersMax));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.At(place, AddressRole.Public, -1));
    }

    private static IEnumerable<(Domain Place, AddressRole Role)> Slices() =>
        from place in atlas.Regions.Concat(atlas.Zones)
        from role in roles
        select (place, role);
}
