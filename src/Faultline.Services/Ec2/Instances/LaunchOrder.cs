using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Images;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Types;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Instances;

/// <summary>
/// A launch whose every part is known and checked: only room and free addresses can still be lacking. Pure.
/// </summary>
internal sealed record LaunchOrder(RunInstancesRequest Request, FoundImage Image, InstanceTypeFacts Type)
{
    /// <summary>AWS's default is m1.small, which is of a generation that is not here.</summary>
    public const string TypeUnasked = "t3.micro";

    public required InstanceNetworkInterfaceSpecification? Interface { get; init; }

    /// <summary>The subnet, if one was asked for.</summary>
    public required Owned<Subnet>? Subnet { get; init; }

    /// <summary>An interface that is there already, and that the instance is to have.</summary>
    public required Owned<NetworkInterface>? Existing { get; init; }

    public required IReadOnlyList<string> Groups { get; init; }

    /// <summary>The public half of the key pair that was named.</summary>
    public string? PublicKey { get; init; }

    /// <summary>The tags that a part of AWS launches with, which nobody else can say.</summary>
    public List<Tag> OfAws { get; init; } = [];

    public int Min => Request.MinCount!.Value;

    public int Max => Request.MaxCount!.Value;

    /// <summary>Reads a request to which the launch template has added its part already.</summary>
    public static LaunchOrder Read(Ec2State state, Call call, RunInstancesRequest request)
    {
        CheckCounts(request);
        var image = ImageFinder.Find(state, call.Account, request.ImageId ?? throw Refusal.Missing("ImageId"));
        var name = request.InstanceType ?? TypeUnasked;
        var type = InstanceTypes.Find(name) ?? throw Refusal.Value($"Invalid value '{name}' for InstanceType.");
        CheckArchitecture(image, type);
        UserData.Check(request.UserData);
        var key = request.KeyName is null ? null : Key(state, call, request.KeyName);
        var asked = Primary(request);
        CheckAlone(request, asked);
        var existing = asked?.NetworkInterfaceId is { } id
            ? state.Interfaces.Find(call.Account, id) ?? throw Noun.Interface.Missing(id)
            : null;
        var subnet = existing?.Shown.SubnetId ?? asked?.SubnetId ?? request.SubnetId;
        var order = new LaunchOrder(request, image, type)
        {
            Interface = asked,
            Existing = existing,
            Subnet = subnet is null
                ? null
                : state.Subnets.Find(call.Account, subnet) ?? throw Noun.Subnet.Missing(subnet),
            Groups = asked?.Groups ?? request.SecurityGroupIds ?? [],
            PublicKey = key?.Shown.PublicKey,
        };
        return order with { Groups = Named(state, call, order) };
    }

    private static Owned<KeyPairInfo> Key(Ec2State state, Call call, string name) =>
        state.KeyPairs.Of(call.Account).FirstOrDefault(pair => pair.Shown.KeyName == name)
        ?? throw new AwsError("InvalidKeyPair.NotFound", 400, $"The key pair '{name}' does not exist");

    private static void CheckCounts(RunInstancesRequest request)
    {
        var (min, max) = (request.MinCount, request.MaxCount);
        if (min is null || max is null)
        {
            throw Refusal.Missing(min is null ? "MinCount" : "MaxCount");
        }

        if (min < 1)
        {
            throw Refusal.Value(
                $"Value ({min}) for parameter minCount is invalid. Expecting a value greater than or equal to 1.");
        }

        if (max < min)
        {
            throw Refusal.Value(
                $"Value ({max}) for parameter maxCount is invalid. Expecting a value greater than or equal to "
                + "minCount.");
        }
    }

    /// <summary>What only one can have is asked for by a launch of one.</summary>
    private static void CheckAlone(RunInstancesRequest request, InstanceNetworkInterfaceSpecification? asked)
    {
        var what = asked?.NetworkInterfaceId is not null ? "a network interface"
            : (request.PrivateIpAddress ?? asked?.PrivateIpAddress) is not null || asked?.PrivateIpAddresses is [_, ..]
                ? "a private IP address"
            : request.Ipv6Addresses is [_, ..] || asked?.Ipv6Addresses is [_, ..] ? "an IPv6 address"
            : null;
        if (what is not null && request.MaxCount > 1)
        {
            throw new AwsError(
                "InvalidParameterCombination", 400,
                $"The request specifies {what}, which only one instance can have, and more than one instance.");
        }
    }

    private static void CheckArchitecture(FoundImage image, InstanceTypeFacts type)
    {
        var architecture = image.Shown.Architecture ?? "x86_64";
        if (architecture.StartsWith("arm64", StringComparison.Ordinal) != type.Family.IsArm)
        {
            throw Refusal.Value(
                $"The architecture '{(type.Family.IsArm ? "arm64" : "x86_64")}' of the specified instance type does "
                + $"not match the architecture '{architecture}' of the specified AMI. Specify an instance type and an "
                + "AMI that have matching architectures, and try again.");
        }
    }

    /// <summary>The first interface as it was specified. Then nothing of it may be said outside of it.</summary>
    private static InstanceNetworkInterfaceSpecification? Primary(RunInstancesRequest request)
    {
        if (request.NetworkInterfaces is not { Count: > 0 } interfaces)
        {
            return null;
        }

        if (request.SubnetId is not null || request.SecurityGroupIds is { Count: > 0 }
            || request.SecurityGroups is { Count: > 0 })
        {
            throw new AwsError(
                "InvalidParameterCombination", 400,
                "Network interfaces and an instance-level "
                + (request.SubnetId is not null ? "subnet ID" : "security groups")
                + " may not be specified on the same request");
        }

        return interfaces.Count == 1 && (interfaces[0].DeviceIndex ?? 0) == 0
            ? interfaces[0]
            : throw Refusal.Value(
                "An instance is launched with one network interface, at device index 0. Attach others afterwards.");
    }

    /// <summary>Groups by id, and those that are named: names are looked up in the VPC of the launch.</summary>
    private static IReadOnlyList<string> Named(Ec2State state, Call call, LaunchOrder order)
    {
        if (order.Groups.FirstOrDefault(id => state.SecurityGroups.Find(call.Account, id) is null) is { } missing)
        {
            throw Noun.SecurityGroup.Missing(missing);
        }

        if (order.Request.SecurityGroups is not { Count: > 0 } names)
        {
            return order.Groups;
        }

        var vpc = order.Subnet?.Shown.VpcId
            ?? state.Vpcs.Of(call.Account).FirstOrDefault(each => each.Shown.IsDefault == true)?.Id;
        return
        [
            .. order.Groups,
            .. names.Select(name => state.SecurityGroups.Of(call.Account)
                .FirstOrDefault(group => group.Shown.VpcId == vpc && group.Shown.GroupName == name)?.Id
                ?? throw new AwsError(
                    "InvalidGroup.NotFound", 400,
                    $"The security group '{name}' does not exist in VPC '{vpc}'")),
        ];
    }
}
