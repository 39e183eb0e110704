using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Wire;

namespace Faultline.Services.Rds;

/// <summary>What RDS finds around it: the networks that EC2 has.</summary>
internal sealed class Premises(string region, Node node, Surroundings around, Ec2Api ec2)
{
    private readonly InnerCalls calls = new(region, node, around);

    /// <summary>Those of the subnets that are there.</summary>
    public async ValueTask<IReadOnlyList<Api.Ec2.Subnet>> Subnets(
        Call call, IEnumerable<string> ids, CancellationToken ct)
    {
        var request = new DescribeSubnetsRequest { Filters = By("subnet-id", ids) };
        return (await calls.Ask(call.Principal, ec2.DescribeSubnets, request, ct, call.Origin)).Subnets ?? [];
    }

    /// <summary>The default subnets of the default VPC.</summary>
    public async ValueTask<IReadOnlyList<Api.Ec2.Subnet>> DefaultSubnets(Call call, CancellationToken ct)
    {
        var request = new DescribeSubnetsRequest { Filters = By("default-for-az", ["true"]) };
        return (await calls.Ask(call.Principal, ec2.DescribeSubnets, request, ct, call.Origin)).Subnets ?? [];
    }

    /// <summary>Those of the security groups that are there.</summary>
    public async ValueTask<IReadOnlyList<SecurityGroup>> Groups(
        Call call, IEnumerable<string> ids, CancellationToken ct)
    {
        var request = new DescribeSecurityGroupsRequest { Filters = By("group-id", ids) };
        return (await calls.Ask(call.Principal, ec2.DescribeSecurityGroups, request, ct, call.Origin))
            .SecurityGroups ?? [];
    }

    /// <summary>The default security group of a VPC.</summary>
    public async ValueTask<SecurityGroup?> DefaultGroup(Call call, string vpc, CancellationToken ct)
    {
        var request = new DescribeSecurityGroupsRequest
        {
            Filters = [.. By("vpc-id", [vpc]), .. By("group-name", ["default"])],
        };
        return (await calls.Ask(call.Principal, ec2.DescribeSecurityGroups, request, ct, call.Origin))
            .SecurityGroups?.FirstOrDefault();
    }

    private static List<Api.Ec2.Filter> By(string name, IEnumerable<string> values) =>
        [new() { Name = name, Values = [.. values] }];
}
