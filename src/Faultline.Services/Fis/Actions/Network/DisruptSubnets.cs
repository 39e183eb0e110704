using System.Collections.Immutable;
using Faultline.Api.Ec2;
using Faultline.Wire;

namespace Faultline.Services.Fis.Actions.Network;

/// <summary>
/// Denies traffic into and out of subnets: each gets an ACL that is its own with rules before it, and has its own back
/// at the end. What goes on within a subnet passes no ACL, and goes on.
/// </summary>
internal sealed class DisruptSubnets(ActionReach reach) : IAction
{
    private const string Scope = "scope";
    private const string List = "prefixListIdentifier";
    private const string ByList = "prefix-list";

    /// <summary>Those that are prefix lists of AWS's, which EC2 does not have here.</summary>
    private static readonly string[] listed = [ByList, "s3", "dynamodb", "s3express"];

    private static readonly string[] built = [AclRules.All, AclRules.Zone, AclRules.Vpc];

    public IEnumerable<string> Check(IReadOnlyDictionary<string, string> parameters) =>
    [
        .. Given.Among(parameters, Scope, [.. built, .. listed]),
        .. parameters.GetValueOrDefault(Scope) == ByList && !parameters.ContainsKey(List)
            ? (string[])[$"{List} must be given where {Scope} is {ByList}."]
            : [],
    ];

    public async ValueTask<ImmutableSortedDictionary<string, string>> Begin(ActionScene scene, CancellationToken ct)
    {
        if (listed.Contains(scene.Parameters[Scope]))
        {
            throw ActionRefusal.NotHere($"prefix lists, and so no {Scope} '{scene.Parameters[Scope]}'");
        }

        try
        {
            foreach (var target in scene.Targets)
            {
                await Disrupt(scene, target.Id, ct);
            }

            return Notes.Nothing;
        }
        catch (AwsError)
        {
            await End(scene, ct);
            throw;
        }
    }

    public ValueTask End(ActionScene scene, CancellationToken ct) => Every.Of(scene.Targets, async target =>
    {
        var standIn = new StandIn(reach, scene, target.Id);
        if (await standIn.Find(ct) is { } acl)
        {
            await standIn.Remove(acl, ct);
        }
    });

    private async ValueTask Disrupt(ActionScene scene, string subnet, CancellationToken ct)
    {
        var standIn = new StandIn(reach, scene, subnet);
        var present = await standIn.Present(ct) ?? throw ActionRefusal.Failed($"There is no subnet {subnet}.");
        var acl = await standIn.Find(ct);
        if (acl?.NetworkAclId == present.NetworkAclId)
        {
            return;
        }

        acl ??= await standIn.Make(present, ct);
        var own = await standIn.OriginalOf(acl, ct);
        var rules = await Rules(scene, subnet, own, ct);
        await standIn.Fill(acl, rules, ct);
        var association = present.Associations!.Find(each => each.SubnetId == subnet)!;
        await standIn.Associate(association.NetworkAclAssociationId!, acl.NetworkAclId!, ct);
    }

    private async ValueTask<List<NetworkAclEntry>> Rules(
        ActionScene scene, string subnet, NetworkAcl own, CancellationToken ct)
    {
        var vpc = (await reach.Calls.Ask(
            scene.Who, reach.Ec2.DescribeVpcs, new DescribeVpcsRequest { VpcIds = [own.VpcId!] }, ct)).Vpcs![0];
        var subnets = (await reach.Calls.Ask(scene.Who, reach.Ec2.DescribeSubnets, new DescribeSubnetsRequest
        {
            Filters = [new() { Name = "vpc-id", Values = [own.VpcId!] }],
        }, ct)).Subnets!;
        var zone = subnets.Find(each => each.SubnetId == subnet)?.AvailabilityZoneId;
        var rules = AclRules.For(
            scene.Parameters[Scope],
            own.Entries!,
            [.. (vpc.CidrBlockAssociationSet ?? []).Select(each => each.CidrBlock!)],
            [.. subnets.Where(each => each.AvailabilityZoneId != zone).Select(each => each.CidrBlock!)]);
        return rules.GroupBy(rule => rule.Egress).All(some => some.Count() <= AclRules.RulesMax)
            ? rules
            : throw ActionRefusal.Failed(
                $"With the rules of {own.NetworkAclId} the ACL for {subnet} would have over {AclRules.RulesMax} in "
                + "a direction.");
    }
}
