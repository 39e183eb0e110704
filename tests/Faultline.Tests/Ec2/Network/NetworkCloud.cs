using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Wire;

namespace Faultline.Tests.Ec2.Network;

/// <summary>EC2 of a region, and short ways to have things made in it.</summary>
internal sealed class NetworkCloud(Services.Ec2.Ec2? ec2 = null)
{
    public const string Other = "444455556666";

    private readonly Dice dice = new(7);

    public Services.Ec2.Ec2 Ec2 { get; } = ec2 ?? Ec2Call.In("us-east-1");

    public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>Calls an operation, whose name is that of its method.</summary>
    public async Task<TOut> Ask<TIn, TOut>(
        Func<Call, TIn, CancellationToken, ValueTask<TOut>> operation, TIn request, string account = Ec2Call.Account) =>
        await operation(Call(operation.Method.Name, account), request, default);

    /// <summary>Calls an operation that answers nothing.</summary>
    public async Task Do<TIn>(
        Func<Call, TIn, CancellationToken, ValueTask> operation, TIn request, string account = Ec2Call.Account) =>
        await operation(Call(operation.Method.Name, account), request, default);

    public async Task<string> Vpc(string block = "10.0.0.0/16", string account = Ec2Call.Account) =>
        (await Ask(Ec2.CreateVpc, new CreateVpcRequest { CidrBlock = block }, account)).Vpc!.VpcId!;

    public async Task<string> Subnet(
        string vpc, string block = "10.0.1.0/24", string? zone = null, string account = Ec2Call.Account) =>
        (await Ask(
            Ec2.CreateSubnet,
            new CreateSubnetRequest { VpcId = vpc, CidrBlock = block, AvailabilityZone = zone },
            account)).Subnet!.SubnetId!;

    public async Task<string> Group(string? vpc, string name = "web", string account = Ec2Call.Account) =>
        (await Ask(
            Ec2.CreateSecurityGroup,
            new CreateSecurityGroupRequest { VpcId = vpc, GroupName = name, Description = "d" },
            account)).GroupId!;

    public async Task<NetworkInterface> Interface(string subnet, string? address = null, params string[] groups) =>
        (await Ask(
            Ec2.CreateNetworkInterface,
            new CreateNetworkInterfaceRequest { SubnetId = subnet, PrivateIpAddress = address, Groups = [.. groups] }))
        .NetworkInterface!;

    public async Task<string> Gateway(string vpc)
    {
        var id = (await Ask(Ec2.CreateInternetGateway, new CreateInternetGatewayRequest()))
            .InternetGateway!.InternetGatewayId!;
        await Do(Ec2.AttachInternetGateway, new AttachInternetGatewayRequest { InternetGatewayId = id, VpcId = vpc });
        return id;
    }

    public async Task<RouteTable> MainTable(string vpc) =>
        (await Ask(
            Ec2.DescribeRouteTables,
            new DescribeRouteTablesRequest { Filters = Ec2Call.Filters($"vpc-id={vpc}", "association.main=true") }))
        .RouteTables!.Single();

    public async Task<string> DefaultVpc() =>
        (await Ask(Ec2.DescribeVpcs, new DescribeVpcsRequest { Filters = Ec2Call.Filters("is-default=true") }))
        .Vpcs!.Single().VpcId!;

    /// <summary>A permission written as <c>tcp 22 10.0.0.0/8</c>, or with the id of a group.</summary>
    public static IpPermission Permission(string text)
    {
        var parts = text.Split(' ');
        var (from, to) = parts[1].Split('-') is [var low, var high] && low.Length > 0
            ? (low, high)
            : (parts[1], parts[1]);
        return new()
        {
            IpProtocol = parts[0],
            FromPort = from == "*" ? null : int.Parse(from, System.Globalization.CultureInfo.InvariantCulture),
            ToPort = to == "*" ? null : int.Parse(to, System.Globalization.CultureInfo.InvariantCulture),
            IpRanges = parts[2].Contains('.', StringComparison.Ordinal) ? [new() { CidrIp = parts[2] }] : null,
            Ipv6Ranges = parts[2].Contains(':', StringComparison.Ordinal) ? [new() { CidrIpv6 = parts[2] }] : null,
            UserIdGroupPairs = parts[2].StartsWith("sg-", StringComparison.Ordinal)
                ? [new() { GroupId = parts[2] }]
                : null,
        };
    }

    public Task<AuthorizeSecurityGroupIngressResult> Allow(string group, params string[] permissions) => Ask(
        Ec2.AuthorizeSecurityGroupIngress,
        new AuthorizeSecurityGroupIngressRequest
        {
            GroupId = group,
            IpPermissions = [.. permissions.Select(Permission)],
        });

    public async Task<SecurityGroup> Find(string group) =>
        (await Ask(Ec2.DescribeSecurityGroups, new DescribeSecurityGroupsRequest { GroupIds = [group] }))
        .SecurityGroups!.Single();

    /// <summary>What an operation is refused with, as <c>CODE: message</c>; ids stand in it as <c>ID</c>.</summary>
    public static async Task<string> Refused(Func<Task> act)
    {
        var error = await Assert.ThrowsAsync<AwsError>(act);
        return $"{error.Code}: {Anonymous(error.Message)}";
    }

    public static string Anonymous(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text, "-[0-9a-f]{17}", "-ID");

    private Call Call(string operation, string account) =>
        Ec2Call.Of(operation, account) with { Dice = dice, Now = Now };
}
