using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Drills.Stories;
using Faultline.Engines.Balancer.Config;
using Faultline.Stories.Ec2;

namespace Faultline.Stories.Elb;

/// <summary>A balancer in all zones, with one instance behind it.</summary>
internal sealed class Front
{
    public static readonly TimeSpan Delay = TimeSpan.FromSeconds(20);

    private readonly Ward ward;
    private readonly string group;

    private Front(Ward ward, int zones, string group) => (this.ward, Zones, this.group) = (ward, zones, group);

    /// <summary>The target as the engine is told of it; null when it is not.</summary>
    public TargetConfig? Target => ward.Server.Balancers.All.Values
        .SelectMany(config => config.Groups.Values)
        .SelectMany(each => each.Targets)
        .SingleOrDefault();

    public static async Task<Front> Open(Ward ward)
    {
        var subnets = await ward.Server.Ask<DescribeSubnetsResult>("DescribeSubnets", new DescribeSubnetsRequest());
        var made = await Elb<CreateLoadBalancerOutput>(ward.Server, "CreateLoadBalancer", new CreateLoadBalancerInput
        {
            Name = "front",
            Subnets = subnets!.Subnets!.ConvertAll(each => each.SubnetId!),
        });
        var group = await Elb<CreateTargetGroupOutput>(ward.Server, "CreateTargetGroup", new CreateTargetGroupInput
        {
            Name = "front",
            Protocol = "HTTP",
            Port = 80,
            VpcId = subnets.Subnets[0].VpcId,
        });
        var front = new Front(ward, subnets.Subnets.Count, group.TargetGroups![0].TargetGroupArn!);
        await Elb<CreateListenerOutput>(ward.Server, "CreateListener", new CreateListenerInput
        {
            LoadBalancerArn = made.LoadBalancers![0].LoadBalancerArn!,
            Protocol = "HTTP",
            Port = 80,
            DefaultActions = [new() { Type = "forward", TargetGroupArn = front.group }],
        });
        await Elb<ModifyTargetGroupAttributesOutput>(
            ward.Server,
            "ModifyTargetGroupAttributes",
            new ModifyTargetGroupAttributesInput
            {
                TargetGroupArn = front.group,
                Attributes = [new() { Key = "deregistration_delay.timeout_seconds", Value = $"{Delay.TotalSeconds}" }],
            });
        await Elb<RegisterTargetsOutput>(ward.Server, "RegisterTargets", new RegisterTargetsInput
        {
            TargetGroupArn = front.group,
            Targets = [new() { Id = ward.Patient }],
        });
        return front;
    }

    public async Task Deregister() => await Elb<DeregisterTargetsOutput>(
        ward.Server,
        "DeregisterTargets",
        new DeregisterTargetsInput { TargetGroupArn = group, Targets = [new() { Id = ward.Patient }] });

    /// <summary>The states of the group's targets; null while nobody answers.</summary>
    public async Task<string?> Health() => await ward.Server.AskElb<DescribeTargetHealthOutput>(
        "DescribeTargetHealth", new DescribeTargetHealthInput { TargetGroupArn = group }) is { } health
        ? string.Join(' ', health.TargetHealthDescriptions!.Select(each => each.TargetHealth!.State))
        : null;

    /// <summary>How many nodes it has.</summary>
    public int Zones { get; }

    /// <summary>The default group lets nobody in any more. Gives the rule that did.</summary>
    public async Task<IpPermission> LocksGroup()
    {
        var group = await DefaultGroup();
        await ward.Server.Ask<RevokeSecurityGroupIngressResult>(
            "RevokeSecurityGroupIngress",
            new RevokeSecurityGroupIngressRequest { GroupId = group.GroupId, IpPermissions = group.IpPermissions });
        return group.IpPermissions![0];
    }

    public async Task OpensGroup(IpPermission rule) => await ward.Server.Ask<AuthorizeSecurityGroupIngressResult>(
        "AuthorizeSecurityGroupIngress",
        new AuthorizeSecurityGroupIngressRequest { GroupId = (await DefaultGroup()).GroupId, IpPermissions = [rule] });

    /// <summary>The default network ACL lets nothing pass that comes in.</summary>
    public async Task DeniesAll()
    {
        var acls = await ward.Server.Ask<DescribeNetworkAclsResult>(
            "DescribeNetworkAcls", new DescribeNetworkAclsRequest());
        await ward.Server.Ask<Wire.Shapes.IStructure>("CreateNetworkAclEntry", new CreateNetworkAclEntryRequest
        {
            NetworkAclId = acls!.NetworkAcls![0].NetworkAclId!,
            RuleNumber = 1,
            Egress = false,
            Protocol = "-1",
            RuleAction = "deny",
            CidrBlock = "0.0.0.0/0",
        });
    }

    private async Task<SecurityGroup> DefaultGroup() => (await ward.Server.Ask<DescribeSecurityGroupsResult>(
        "DescribeSecurityGroups", new DescribeSecurityGroupsRequest()))!.SecurityGroups![0];

    private static async Task<T> Elb<T>(FleetServer server, string operation, Wire.Shapes.IStructure input)
        where T : class, Wire.Shapes.IStructure => (await server.AskElb<T>(operation, input))!;
}
