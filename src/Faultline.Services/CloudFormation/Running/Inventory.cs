using Faultline.Api.Ec2;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Templates;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation.Running;

/// <summary>What the rules of a template ask about, asked of EC2 as the caller.</summary>
internal sealed class Inventory(InnerCalls calls, Ec2Api? ec2)
{
    public async ValueTask<Things> Of(Call call, Template template, CancellationToken ct)
    {
        var all = new Dictionary<string, IReadOnlyList<Thing>>(StringComparer.Ordinal);
        foreach (var (type, wanted) in template.Asked)
        {
            all[type] = ec2 is null ? [] : await Look(new(calls, call, ec2, ct), type, wanted);
        }

        return new(all);
    }

    private static async ValueTask<IReadOnlyList<Thing>> Look(Asker asker, string type, HashSet<string> wanted)
    {
        var ec2 = asker.Ec2;
        return type switch
        {
            RuleFunctions.Vpc => await Vpcs(asker, wanted),
            RuleFunctions.Subnet => await asker.All(
                ec2.DescribeSubnets,
                static token => new DescribeSubnetsRequest { NextToken = token },
                static page => (page.Subnets, page.NextToken),
                static each => Of(
                    each.SubnetId!, each.Tags, ("AvailabilityZone", each.AvailabilityZone), ("VpcId", each.VpcId))),
            RuleFunctions.SecurityGroup => await asker.All(
                ec2.DescribeSecurityGroups,
                static token => new DescribeSecurityGroupsRequest { NextToken = token },
                static page => (page.SecurityGroups, page.NextToken),
                static each => Of(each.GroupId!, each.Tags)),
            "AWS::EC2::SecurityGroup::GroupName" => await asker.All(
                ec2.DescribeSecurityGroups,
                static token => new DescribeSecurityGroupsRequest { NextToken = token },
                static page => (page.SecurityGroups, page.NextToken),
                static each => Of(each.GroupName!, null)),
            "AWS::EC2::Instance::Id" => await asker.All(
                ec2.DescribeInstances,
                static token => new DescribeInstancesRequest { NextToken = token },
                static page => (page.Reservations?.SelectMany(each => each.Instances!), page.NextToken),
                static each => Of(each.InstanceId!, null)),
            "AWS::EC2::Volume::Id" => await asker.All(
                ec2.DescribeVolumes,
                static token => new DescribeVolumesRequest { NextToken = token },
                static page => (page.Volumes, page.NextToken),
                static each => Of(each.VolumeId!, null)),
            "AWS::EC2::Image::Id" => await asker.All(
                ec2.DescribeImages,
                static token => new DescribeImagesRequest { NextToken = token },
                static page => (page.Images, page.NextToken),
                static each => Of(each.ImageId!, null)),
            "AWS::EC2::KeyPair::KeyName" => await asker.All(
                ec2.DescribeKeyPairs,
                static _ => new DescribeKeyPairsRequest(),
                static page => (page.KeyPairs, (string?)null),
                static each => Of(each.KeyName!, null)),
            "AWS::EC2::AvailabilityZone::Name" => await asker.All(
                ec2.DescribeAvailabilityZones,
                static _ => new DescribeAvailabilityZonesRequest(),
                static page => (page.AvailabilityZones, (string?)null),
                static each => Of(each.ZoneName!, null)),
            _ => [], // It is refused where templates are checked.
        };
    }

    private static async ValueTask<IReadOnlyList<Thing>> Vpcs(Asker asker, HashSet<string> wanted)
    {
        var acls = wanted.Contains("DefaultNetworkAcl")
            ? await asker.All(
                asker.Ec2.DescribeNetworkAcls,
                static token => new DescribeNetworkAclsRequest
                {
                    NextToken = token,
                    Filters = [new() { Name = "default", Values = ["true"] }],
                },
                static page => (page.NetworkAcls, page.NextToken),
                static each => (Vpc: each.VpcId!, Id: each.NetworkAclId!))
            : [];
        var groups = wanted.Contains("DefaultSecurityGroup")
            ? await asker.All(
                asker.Ec2.DescribeSecurityGroups,
                static token => new DescribeSecurityGroupsRequest
                {
                    NextToken = token,
                    Filters = [new() { Name = "group-name", Values = ["default"] }],
                },
                static page => (page.SecurityGroups, page.NextToken),
                static each => (Vpc: each.VpcId!, Id: each.GroupId!))
            : [];
        return await asker.All(
            asker.Ec2.DescribeVpcs,
            static token => new DescribeVpcsRequest { NextToken = token },
            static page => (page.Vpcs, page.NextToken),
            each => Of(
                each.VpcId!,
                each.Tags,
                ("DefaultNetworkAcl", acls.Find(acl => acl.Vpc == each.VpcId).Id),
                ("DefaultSecurityGroup", groups.Find(group => group.Vpc == each.VpcId).Id)));
    }

    private static Thing Of(string id, List<Tag>? tags, params ReadOnlySpan<(string Name, string? Value)> attributes)
    {
        var all = (tags ?? []).ToDictionary(
            tag => RuleFunctions.TagPrefix + tag.Key, tag => tag.Value ?? "", StringComparer.Ordinal);
        foreach (var (name, value) in attributes)
        {
            if (value is not null)
            {
                all[name] = value;
            }
        }

        return new(id, all);
    }

    /// <summary>Asks EC2 page by page, in the caller's name.</summary>
    private sealed record Asker(InnerCalls Calls, Call Call, Ec2Api Ec2, CancellationToken Ct)
    {
        public async ValueTask<List<T>> All<TIn, TOut, TItem, T>(
            Func<Call, TIn, CancellationToken, ValueTask<TOut>> operation,
            Func<string?, TIn> request,
            Func<TOut, (IEnumerable<TItem>? Items, string? Next)> page,
            Func<TItem, T> shown)
            where TIn : IStructure
        {
            var all = new List<T>();
            string? next = null;
            do
            {
                var (items, after) = page(await Calls.Ask(
                    Callers.For(Call), operation, request(next), Ct, Call.Origin));
                all.AddRange((items ?? []).Select(shown));
                next = after;
            }
            while (next is not null);

            return all;
        }
    }
}
