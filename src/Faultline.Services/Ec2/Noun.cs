using Faultline.Wire;

namespace Faultline.Services.Ec2;

/// <summary>
/// A kind of resource by its words: how its ids begin, and what AWS answers about one that is malformed or not there.
/// The codes are those of "Error codes for the Amazon EC2 API".
/// </summary>
internal sealed record Noun(string Words, string Prefix, string Code)
{
    public static Noun Vpc { get; } = new("vpc", "vpc", "InvalidVpcID");
    public static Noun Subnet { get; } = new("subnet", "subnet", "InvalidSubnetID");
    public static Noun RouteTable { get; } = new("routeTable", "rtb", "InvalidRouteTableID");
    public static Noun InternetGateway { get; } = new("internetGateway", "igw", "InvalidInternetGatewayID");
    public static Noun EgressGateway { get; } = new(
        "egressOnlyInternetGateway", "eigw", "InvalidEgressOnlyInternetGatewayId");
    public static Noun NatGateway { get; } = new("NatGateway", "nat", "NatGateway")
    {
        NotFound = ("NatGatewayNotFound", "NatGateway {0} was not found"),
        Malformed = "NatGatewayMalformed",
    };

    public static Noun SecurityGroup { get; } = new("security group", "sg", "InvalidGroup")
    {
        NotFound = ("InvalidGroup.NotFound", "The security group '{0}' does not exist"),
        Malformed = "InvalidGroupId.Malformed",
    };

    public static Noun SecurityGroupRule { get; } = new("security group rule", "sgr", "InvalidSecurityGroupRuleId");
    public static Noun NetworkAcl { get; } = new("networkAcl", "acl", "InvalidNetworkAclID");
    public static Noun Interface { get; } = new("networkInterface", "eni", "InvalidNetworkInterfaceID");
    public static Noun DhcpOptions { get; } = new("dhcpOption", "dopt", "InvalidDhcpOptionID");
    public static Noun Peering { get; } = new("vpcPeeringConnection", "pcx", "InvalidVpcPeeringConnectionID");
    public static Noun Allocation { get; } = new("allocation", "eipalloc", "InvalidAllocationID");
    public static Noun Association { get; } = new("association", "eipassoc", "InvalidAssociationID");
    public static Noun Instance { get; } = new("instance", "i", "InvalidInstanceID");
    public static Noun Volume { get; } = new("volume", "vol", "InvalidVolume");
    public static Noun Snapshot { get; } = new("snapshot", "snap", "InvalidSnapshot");
    public static Noun Image { get; } = new("image id", "ami", "InvalidAMIID");
    public static Noun KeyPair { get; } = new("key pair", "key", "InvalidKeyPair");
    public static Noun PlacementGroup { get; } = new("placement group", "pg", "InvalidPlacementGroup");
    public static Noun LaunchTemplate { get; } = new("launch template", "lt", "InvalidLaunchTemplateId");
    public static Noun Reservation { get; } = new("capacity reservation", "cr", "InvalidCapacityReservationId");

    /// <summary>The code and the sentence about one that is not there, where AWS has others than for most.</summary>
    public (string Code, string Sentence)? NotFound { get; init; }

    /// <summary>The code of an id that cannot be one, where AWS has another than for most.</summary>
    public string? Malformed { get; init; }

    /// <summary>Those of the ids, each once, in the order of the table; refused when one is not there.</summary>
    public IEnumerable<T> Pick<T>(IEnumerable<T> all, Func<T, string> id, List<string> ids)
    {
        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        var found = all.Where(item => wanted.Contains(id(item))).ToList();
        if (found.Count < wanted.Count)
        {
            var there = found.Select(id).ToHashSet(StringComparer.Ordinal);
            throw Missing([.. ids.Where(each => !there.Contains(each)).Distinct()]);
        }

        return found;
    }

    public AwsError Missing(params IReadOnlyList<string> ids)
    {
        if (ids.FirstOrDefault(id => !Looks(id)) is { } malformed)
        {
            return new(Malformed ?? $"{Code}.Malformed", 400, $"Invalid id: \"{malformed}\"");
        }

        var text = string.Join(", ", ids);
        if (NotFound is { } own)
        {
            return new(own.Code, 400, own.Sentence.Replace("{0}", text, StringComparison.Ordinal));
        }

        return new($"{Code}.NotFound", 400, ids.Count == 1
            ? $"The {Words} ID '{text}' does not exist"
            : $"The {Words} IDs '{text}' do not exist");
    }

    /// <summary>A prefix, and 8 or 17 hexadecimal digits.</summary>
    public bool Looks(string id) =>
        id.StartsWith(Prefix + '-', StringComparison.Ordinal)
        && id[(Prefix.Length + 1)..] is { Length: 8 or 17 } digits
        && digits.All(char.IsAsciiHexDigitLower);
}
