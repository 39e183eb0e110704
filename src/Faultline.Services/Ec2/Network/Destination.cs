using Faultline.Api.Ec2;
using Route = Faultline.Api.Ec2.Route;

namespace Faultline.Services.Ec2.Network;

/// <summary>Where a route leads: a block of one of the two families of addresses. Pure.</summary>
internal sealed record Destination(Cidr? Four, Cidr6? Six)
{
    /// <summary>Reads the block that is named; it is one of the two.</summary>
    public static Destination Read(string? four, string? six) => (four, six) switch
    {
        (not null, not null) => throw NetworkRefusal.Combination("destinationCidrBlock", "destinationIpv6CidrBlock"),
        (_, not null) => new(null, Cidr6.Read(six) ?? throw NetworkRefusal.NotABlock(six, "destinationIpv6CidrBlock")),
        (not null, _) => new(Cidr.Read(four) ?? throw NetworkRefusal.NotABlock(four, "destinationCidrBlock"), null),
        _ => throw NetworkRefusal.MissingParameter("destinationCidrBlock"),
    };

    public bool IsOf(Route route) => Six is null
        ? route.DestinationCidrBlock == ToString()
        : route.DestinationIpv6CidrBlock == ToString();

    public bool IsWithin(Vpc vpc) => Six is { } six
        ? VpcIpv6Blocks.Of(vpc).Any(whole => whole.Contains(six))
        : VpcBlocks.Of(vpc).Any(whole => whole.Contains(Four!.Value));

    /// <summary>Whether it is the whole block of the subnet.</summary>
    public bool IsAll(Subnet subnet) => Six is { } six
        ? SubnetIpv6Blocks.Of(subnet).Contains(six)
        : subnet.CidrBlock == ToString();

    public override string ToString() => Six?.ToString() ?? Four!.Value.ToString();
}
