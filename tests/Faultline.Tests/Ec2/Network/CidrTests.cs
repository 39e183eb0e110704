using Faultline.Services.Ec2.Network;

namespace Faultline.Tests.Ec2.Network;

/// <summary>Blocks of addresses.</summary>
public sealed class CidrTests
{
    [Theory]
    [InlineData("10.0.0.0/16", "10.0.0.0/16")]
    [InlineData("10.0.255.7/16", "10.0.0.0/16")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("255.255.255.255/32", "255.255.255.255/32")]
    [InlineData("10.0.0.0", null)]
    [InlineData("10.0.0.0/33", null)]
    [InlineData("10.0.0/8", null)]
    [InlineData("10.0.0.256/8", null)]
    [InlineData("10.00.0.0/8", null)]
    [InlineData("10.0.0.0/-1", null)]
    [InlineData("10.0.0.0/ 8", null)]
    [InlineData(null, null)]
    public void A_block_is_read_or_it_is_none(string? text, string? block) =>
        Assert.Equal(block, Cidr.Read(text)?.ToString());

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.0/16", true, true)]
    [InlineData("10.255.0.0/16", "10.0.0.0/8", false, true)]
    [InlineData("10.0.0.0/24", "10.0.1.0/24", false, false)]
    [InlineData("0.0.0.0/0", "1.2.3.4/32", true, true)]
    public void Blocks_contain_and_overlap(string one, string other, bool contains, bool overlaps)
    {
        var (first, second) = (Cidr.Read(one)!.Value, Cidr.Read(other)!.Value);
        Assert.Equal((contains, overlaps), (first.Contains(second), first.Overlaps(second)));
    }

    [Theory]
    [InlineData("2001:DB8::1/32", "2001:db8::/32")]
    [InlineData("::/0", "::/0")]
    [InlineData("2001:db8::/129", null)]
    [InlineData("10.0.0.0/8", null)]
    public void A_block_of_ipv6_is_shown_in_its_short_form(string text, string? block) =>
        Assert.Equal(block, Cidr6.Read(text)?.ToString());
}
