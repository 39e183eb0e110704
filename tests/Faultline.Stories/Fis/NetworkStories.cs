using Faultline.Api.Ec2;
using Faultline.Drills.Stories;
using Faultline.Services.Fis.Actions;
using Faultline.Simulation;
using Faultline.Wire;

namespace Faultline.Stories.Fis;

/// <summary>Subnets that are disrupted have another ACL, and then their own again.</summary>
public sealed class NetworkStories
{
    private const string Action = "aws:network:disrupt-connectivity";

    private static readonly TimeSpan minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData("all", "deny 0.0.0.0/0")]
    [InlineData("availability-zone", "deny 172.31.")]
    [InlineData("vpc", "allow 172.31.0.0/16")]
    public void A_subnet_is_disrupted_and_has_its_own_rules_back(string scope, string first) =>
        Explore.Seeds(5, async world =>
        {
            var play = await Rehearsal.Open(world);
            var before = await Acls(play);
            var subnets = await Subnets(play);
            var scene = Scene(play, "net", scope, subnets[0], subnets[1]);
            await play.Begin(Action, scene);
            scene = await play.Begin(Action, scene);
            var clones = (await Acls(play)).FindAll(IsManaged);
            Assert.Equal(2, clones.Count);
            foreach (var clone in clones)
            {
                Assert.Single(clone.Associations!);
                foreach (var egress in (bool[])[true, false])
                {
                    var rule = clone.Entries!.Where(each => each.Egress == egress).MinBy(each => each.RuleNumber)!;
                    Assert.StartsWith(first, $"{rule.RuleAction} {rule.CidrBlock}", StringComparison.Ordinal);
                }
            }

            await play.End(Action, scene);
            await play.End(Action, scene);
            Assert.Equal(Text(before), Text(await Acls(play)));
        });

    [Fact]
    public void Two_actions_on_one_subnet_leave_it_as_it_was_whichever_ends_first() =>
        Explore.Seeds(10, async world =>
        {
            var play = await Rehearsal.Open(world);
            var (before, subnet) = (Text(await Acls(play)), (await Subnets(play))[0]);
            var one = await play.Begin(Action, Scene(play, "one", "all", subnet));
            var two = await play.Begin(Action, Scene(play, "two", "vpc", subnet));
            var (first, last) = world.Dice.Chance(0.5) ? (one, two) : (two, one);
            await play.End(Action, first);
            Assert.Single(await Acls(play), acl => IsManaged(acl) && acl.Associations!.Count == 1);
            await play.End(Action, last);
            Assert.Equal(before, Text(await Acls(play)));
        });

    [Fact]
    public void A_crash_between_two_steps_leaves_nothing_over() => Explore.Seeds(5, async world =>
    {
        var play = await Rehearsal.Open(world);
        var (before, subnet) = (Text(await Acls(play)), (await Subnets(play))[0]);
        var scene = await play.Begin(Action, Scene(play, "net", "all", subnet));
        var clone = (await Acls(play)).Find(IsManaged)!;

        // As if it had died before the association was replaced, and before all rules were there.
        var original = (await Acls(play)).Find(acl => acl.IsDefault == true)!;
        await play.Ask(play.Ec2.ReplaceNetworkAclAssociation, new ReplaceNetworkAclAssociationRequest
        {
            AssociationId = clone.Associations![0].NetworkAclAssociationId!,
            NetworkAclId = original.NetworkAclId!,
        });
        await play.Tell(play.Ec2.DeleteNetworkAclEntry, new DeleteNetworkAclEntryRequest
        {
            NetworkAclId = clone.NetworkAclId!, Egress = true, RuleNumber = 1,
        });
        await play.Begin(Action, scene);
        var again = (await Acls(play)).Find(IsManaged)!;
        Assert.Equal(clone.NetworkAclId, again.NetworkAclId);
        Assert.Equal(subnet, again.Associations!.Single().SubnetId);
        Assert.Equal(clone.Entries!.Count, again.Entries!.Count);
        await play.End(Action, scene);
        Assert.Equal(before, Text(await Acls(play)));
    });

    [Fact]
    public void A_subnet_that_is_gone_meanwhile_keeps_nothing_behind() => Explore.Seeds(5, async world =>
    {
        var play = await Rehearsal.Open(world);
        var (before, subnets) = ((await Acls(play)).Count, await Subnets(play));
        var scene = await play.Begin(Action, Scene(play, "net", "all", subnets[0], subnets[1]));
        await play.Tell(play.Ec2.DeleteSubnet, new DeleteSubnetRequest { SubnetId = subnets[0] });
        await play.End(Action, scene);
        Assert.Equal(before, (await Acls(play)).Count);
    });

    [Fact]
    public void One_that_fails_on_its_way_has_done_nothing() => Explore.Seeds(5, async world =>
    {
        var play = await Rehearsal.Open(world);
        var (before, subnets) = (Text(await Acls(play)), await Subnets(play));
        await Assert.ThrowsAsync<AwsError>(() =>
            play.Begin(Action, Scene(play, "net", "all", subnets[0], "subnet-00000000")));
        var refused = await Assert.ThrowsAsync<AwsError>(() =>
            play.Begin(Action, Scene(play, "net", "s3express", subnets[0])));
        Assert.Contains("s3express", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, Text(await Acls(play)));
    });

    private static ActionScene Scene(Rehearsal play, string name, string scope, params string[] subnets) => play.Scene(
        [.. subnets.Select(id => $"arn:aws:ec2:{Stage.Here}:{Client.Account}:subnet/{id}")],
        minute,
        name,
        ("scope", scope));

    private static async Task<List<string>> Subnets(Rehearsal play) =>
        (await play.Ask(play.Ec2.DescribeSubnets, new DescribeSubnetsRequest())).Subnets!
        .ConvertAll(each => each.SubnetId!);

    private static async Task<List<NetworkAcl>> Acls(Rehearsal play) =>
        (await play.Ask(play.Ec2.DescribeNetworkAcls, new DescribeNetworkAclsRequest())).NetworkAcls!;

    private static bool IsManaged(NetworkAcl acl) =>
        acl.Tags!.Exists(tag => tag is { Key: "managedByFIS", Value: "true" });

    /// <summary>Which ACLs there are, and who is under each.</summary>
    private static string Text(List<NetworkAcl> acls) => string.Join('\n', acls.Select(acl =>
        $"{acl.NetworkAclId} {acl.Entries!.Count} "
        + string.Join(' ', acl.Associations!.Select(each => each.SubnetId).Order(StringComparer.Ordinal))));
}
