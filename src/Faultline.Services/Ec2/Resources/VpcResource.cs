using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using TagOn = Faultline.Api.Ec2.ResourceType;

namespace Faultline.Services.Ec2.Resources;

/// <summary>A VPC. <c>Ref</c> gives its id.</summary>
internal sealed class VpcResource(Ec2Api ec2) : Ec2Type(
    ec2, "VPC", "CidrBlock", "EnableDnsHostnames", "EnableDnsSupport", "InstanceTenancy", "Tags")
{
    protected override IReadOnlyList<string> InPlace => ["EnableDnsHostnames", "EnableDnsSupport"];

    /// <summary>There is no ModifyVpcTenancy here, which would take a VPC from dedicated to default.</summary>
    public override bool Replaces(Properties before, Properties after, IReadOnlySet<string> changed) =>
        changed.Contains("InstanceTenancy") || base.Replaces(before, after, changed);

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) =>
        (await work.Ask(
            Ec2.DescribeVpcs, new DescribeVpcsRequest { Filters = Mark.Of(work) }, ct)).Vpcs!.FirstOrDefault()?.VpcId;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var request = work.Properties.As<CreateVpcRequest>("Tags");
        request.TagSpecifications = Mark.On(TagOn.Vpc, work);
        return (await work.Ask(Ec2.CreateVpc, request, ct)).Vpc!.VpcId!;
    }

    protected override async ValueTask Change(Work work, Properties before, CancellationToken ct)
    {
        // One attribute in a call, as AWS has it. Support is on in a new VPC, names for hosts are not.
        var (id, now) = (work.Id!, work.Properties);
        if (Differ(before, now, "EnableDnsSupport"))
        {
            var on = now.Flag("EnableDnsSupport") ?? true;
            await work.Ask(
                Ec2.ModifyVpcAttribute,
                new ModifyVpcAttributeRequest { VpcId = id, EnableDnsSupport = new() { Value = on } },
                ct);
        }

        if (Differ(before, now, "EnableDnsHostnames"))
        {
            var on = now.Flag("EnableDnsHostnames") ?? false;
            await work.Ask(
                Ec2.ModifyVpcAttribute,
                new ModifyVpcAttributeRequest { VpcId = id, EnableDnsHostnames = new() { Value = on } },
                ct);
        }
    }

    protected override ValueTask Remove(Work work, CancellationToken ct) =>
        work.Ask(Ec2.DeleteVpc, new DeleteVpcRequest { VpcId = work.Id! }, ct);

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var vpc = (await work.Ask(Ec2.DescribeVpcs, new DescribeVpcsRequest { VpcIds = [work.Id!] }, ct)).Vpcs![0];
        var shown = Properties.Of(vpc);
        foreach (var (name, value) in Blocks(vpc))
        {
            shown[name] = value?.DeepClone();
        }

        shown["EnableDnsSupport"] =
            (await Attribute(work, VpcAttributeName.EnableDnsSupport, ct)).EnableDnsSupport!.Value;
        shown["EnableDnsHostnames"] =
            (await Attribute(work, VpcAttributeName.EnableDnsHostnames, ct)).EnableDnsHostnames!.Value;
        var acls = await work.Ask(
            Ec2.DescribeNetworkAcls,
            new DescribeNetworkAclsRequest
            {
                Filters = [.. Mark.Where("vpc-id", work.Id), .. Mark.Where("default", "true")],
            },
            ct);
        shown["DefaultNetworkAcl"] = acls.NetworkAcls!.FirstOrDefault()?.NetworkAclId;
        var groups = await work.Ask(
            Ec2.DescribeSecurityGroups,
            new DescribeSecurityGroupsRequest
            {
                Filters = [.. Mark.Where("vpc-id", work.Id), .. Mark.Where("group-name", "default")],
            },
            ct);
        shown["DefaultSecurityGroup"] = groups.SecurityGroups!.FirstOrDefault()?.GroupId;
        return shown;
    }

    /// <summary>What it says of its blocks, which others give it.</summary>
    public static JsonObject Blocks(Vpc vpc) => new()
    {
        ["CidrBlockAssociations"] = Nodes.Of(vpc.CidrBlockAssociationSet!.Select(each => each.AssociationId)),
        ["Ipv6CidrBlocks"] = Nodes.Of(vpc.Ipv6CidrBlockAssociationSet!.Select(each => each.Ipv6CidrBlock)),
    };

    private ValueTask<DescribeVpcAttributeResult> Attribute(Work work, string name, CancellationToken ct) =>
        work.Ask(Ec2.DescribeVpcAttribute, new DescribeVpcAttributeRequest { VpcId = work.Id!, Attribute = name }, ct);
}
