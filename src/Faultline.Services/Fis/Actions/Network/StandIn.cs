using Faultline.Api.Ec2;
using Faultline.Wire;

namespace Faultline.Services.Fis.Actions.Network;

/// <summary>
/// The ACL that stands in for a subnet's own while it is disrupted. All that must be known to put things right is in
/// its tags, so that no crash can part the two.
/// </summary>
internal sealed class StandIn(ActionReach reach, ActionScene scene, string subnet)
{
    private const string Managed = "managedByFIS";
    private const string Experiment = "experiment";
    private const string Action = "action";
    private const string SubnetTag = "subnet";

    /// <summary>What it stands in for; and what that stood in for itself, where several disrupt one subnet.</summary>
    private const string Original = "original";

    /// <summary>The one that there is; null where there is none.</summary>
    public async ValueTask<NetworkAcl?> Find(CancellationToken ct) => (await Look(
        ct,
        ($"tag:{Managed}", "true"),
        ($"tag:{Experiment}", scene.Experiment),
        ($"tag:{Action}", scene.Name),
        ($"tag:{SubnetTag}", subnet))).FirstOrDefault();

    /// <summary>The ACL that the subnet is under now.</summary>
    public async ValueTask<NetworkAcl?> Present(CancellationToken ct) =>
        (await Look(ct, ("association.subnet-id", subnet))).FirstOrDefault();

    public async ValueTask<NetworkAcl> Make(NetworkAcl present, CancellationToken ct)
    {
        var before = Tag(present, Managed) == "true" ? Tag(present, Original) : null;
        var made = await reach.Calls.Ask(scene.Who, reach.Ec2.CreateNetworkAcl, new CreateNetworkAclRequest
        {
            VpcId = present.VpcId!,
            TagSpecifications =
            [
                new()
                {
                    ResourceType = ResourceType.NetworkAcl,
                    Tags =
                    [
                        new() { Key = Managed, Value = "true" },
                        new() { Key = Experiment, Value = scene.Experiment },
                        new() { Key = Action, Value = scene.Name },
                        new() { Key = SubnetTag, Value = subnet },
                        new()
                        {
                            Key = Original,
                            Value = before is null ? present.NetworkAclId : $"{present.NetworkAclId} {before}",
                        },
                    ],
                },
            ],
        }, ct);
        return made.NetworkAcl!;
    }

    /// <summary>Gives it the rules that it lacks.</summary>
    public async ValueTask Fill(NetworkAcl acl, IEnumerable<NetworkAclEntry> rules, CancellationToken ct)
    {
        foreach (var rule in rules.Where(rule => !acl.Entries!.Exists(each =>
            each.RuleNumber == rule.RuleNumber && each.Egress == rule.Egress)))
        {
            await reach.Calls.Ask(scene.Who, reach.Ec2.CreateNetworkAclEntry, new CreateNetworkAclEntryRequest
            {
                NetworkAclId = acl.NetworkAclId!,
                RuleNumber = rule.RuleNumber,
                Egress = rule.Egress,
                Protocol = rule.Protocol!,
                RuleAction = rule.RuleAction!,
                CidrBlock = rule.CidrBlock,
                Ipv6CidrBlock = rule.Ipv6CidrBlock,
                PortRange = rule.PortRange,
                IcmpTypeCode = rule.IcmpTypeCode,
            }, ct);
        }
    }

    public async ValueTask Associate(string association, string acl, CancellationToken ct) => await reach.Calls.Ask(
        scene.Who,
        reach.Ec2.ReplaceNetworkAclAssociation,
        new ReplaceNetworkAclAssociationRequest { AssociationId = association, NetworkAclId = acl },
        ct);

    /// <summary>What it stands in for, as far as that is there yet; the ACL of the whole VPC otherwise.</summary>
    public async ValueTask<NetworkAcl> OriginalOf(NetworkAcl acl, CancellationToken ct)
    {
        var there = await Look(ct, ("vpc-id", acl.VpcId!));
        return (Tag(acl, Original) ?? "").Split(' ')
            .Select(id => there.Find(each => each.NetworkAclId == id))
            .FirstOrDefault(each => each is not null)
            ?? there.Find(each => each.IsDefault == true)
            ?? throw ActionRefusal.Failed($"{acl.VpcId} has no network ACL for {subnet} to return to.");
    }

    /// <summary>Puts whoever is under it back, and takes it away.</summary>
    public async ValueTask Remove(NetworkAcl acl, CancellationToken ct)
    {
        if (acl.Associations is { Count: > 0 } under)
        {
            var original = await OriginalOf(acl, ct);
            foreach (var each in under)
            {
                await Associate(each.NetworkAclAssociationId!, original.NetworkAclId!, ct);
            }
        }

        try
        {
            await reach.Calls.Ask(
                scene.Who,
                reach.Ec2.DeleteNetworkAcl,
                new DeleteNetworkAclRequest { NetworkAclId = acl.NetworkAclId! },
                ct);
        }
        catch (AwsError gone) when (gone.Code == "InvalidNetworkAclID.NotFound")
        {
            // Somebody else was quicker.
        }
    }

    private static string? Tag(NetworkAcl acl, string key) => acl.Tags?.Find(tag => tag.Key == key)?.Value;

    private async ValueTask<List<NetworkAcl>> Look(
        CancellationToken ct, params (string Name, string Value)[] filters) =>
        (await reach.Calls.Ask(scene.Who, reach.Ec2.DescribeNetworkAcls, new DescribeNetworkAclsRequest
        {
            Filters = [.. filters.Select(each => new Filter { Name = each.Name, Values = [each.Value] })],
        }, ct)).NetworkAcls!;
}
