using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Keeping;

namespace Faultline.Services.Ec2.Network;

/// <summary>Makes a security group, which lets everything out and nothing in. Pure.</summary>
internal sealed record NewSecurityGroup(string Region, Owned<Vpc> Vpc, string Name, string Description)
{
    public List<Tag> Tags { get; init; } = [];

    public Owned<SecurityGroup> Make(Ec2State state, Dice dice)
    {
        var group = new Owned<SecurityGroup>(dice.Resource("sg"), Vpc.Account, new());
        group = group.With(shown =>
        {
            shown.GroupId = group.Id;
            shown.GroupName = Name;
            shown.Description = Description;
            shown.VpcId = Vpc.Id;
            shown.OwnerId = Vpc.Account;
            shown.SecurityGroupArn = $"arn:aws:ec2:{Region}:{Vpc.Account}:security-group/{group.Id}";
            shown.Tags = Tags;
        });
        state.SecurityGroups.Put(group);
        AddRule(state, Region, group, new() { IsEgress = true, CidrIpv4 = Cidr.Everywhere.ToString() }, dice);
        if (VpcIpv6Blocks.Of(Vpc.Shown).Any())
        {
            AddRule(state, Region, group, Ipv6Defaults.Everything(), dice);
        }

        return group;
    }

    /// <summary>Adds a rule; what it does not say of protocol and ports means all.</summary>
    public static Owned<SecurityGroupRule> AddRule(
        Ec2State state, string region, Owned<SecurityGroup> group, SecurityGroupRule rule, Dice dice)
    {
        var id = dice.Resource("sgr");
        var row = new Owned<SecurityGroupRule>(id, group.Account, rule).With(shown =>
        {
            shown.SecurityGroupRuleId = id;
            shown.SecurityGroupRuleArn = $"arn:aws:ec2:{region}:{group.Account}:security-group-rule/{id}";
            shown.GroupId = group.Id;
            shown.GroupOwnerId = group.Account;
            shown.IpProtocol ??= Protocols.All;
            shown.FromPort ??= -1;
            shown.ToPort ??= -1;
            shown.Tags ??= [];
        });
        state.Rules.Put(row);
        return row;
    }
}
