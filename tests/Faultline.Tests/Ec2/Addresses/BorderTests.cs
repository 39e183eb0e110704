using System.Net;
using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Kernel.Times;
using Faultline.Services.Ec2.Addresses;
using Faultline.Services.Ec2.Network;
using Faultline.Tests.Ec2.Network;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Ec2.Addresses;

/// <summary>Who gets through to a public address, now and after the networks have changed.</summary>
public sealed class BorderTests
{
    private static readonly DateTimeOffset Begun = DateTimeOffset.UnixEpoch;

    private readonly ReachWorld world = new();
    private readonly Border border = new(Surroundings.Quiet() with { Timing = Timing.Aws });

    [Fact]
    public void A_NAT_gateway_leads_out_from_its_hour_on_though_nobody_looks_at_networks()
    {
        var nat = world.State.NatGateways.All.Single();
        world.State.NatGateways.Put(nat.With(shown => shown.State = NatGatewayState.Pending));
        var flow = Flow("app", "@web", 80);
        Assert.Equal(Begun.AddSeconds(90), border.Look(world.State, Begun.AddSeconds(1)));
        Assert.False(border.Admits(flow));
        Assert.Null(border.Look(world.State, Begun.AddSeconds(91)));
        Assert.True(border.Admits(flow));
    }

    [Theory]
    [InlineData("tcp 80 8.8.8.0/24", "-1 0 0.0.0.0/0", true)]
    [InlineData("tcp 80 0.0.0.0/0", "-1 0 0.0.0.0/0", false)]
    [InlineData("-1 0 0.0.0.0/0", "tcp 0-65535 0.0.0.0/0", false)]
    [InlineData("tcp 80 0.0.0.0/0", "tcp 443 0.0.0.0/0", true)]
    [InlineData("tcp 80 0.0.0.0/0", "-1 0 10.0.0.0/8", true)]
    [InlineData("tcp 80 0.0.0.0/0", "udp 0-65535 0.0.0.0/0", true)]
    public void A_group_remembers_a_connection_unless_anybody_may_come_and_anything_go(
        string rule, string answers, bool goesOn)
    {
        Set(isEgress: false, rule);
        Set(isEgress: true, answers);
        border.Look(world.State, Begun);
        var flow = Flow("8.8.8.8", "@web", 80);
        Assert.True(border.Admits(flow));
        var passes = border.Passes(flow);
        Set(isEgress: false, null);
        border.Look(world.State, Begun);
        Assert.False(border.Admits(flow));
        Assert.Equal(goesOn, passes());
    }

    [Fact]
    public void What_a_group_remembers_a_network_ACL_still_stops()
    {
        Set(isEgress: false, "tcp 80 8.8.8.0/24");
        border.Look(world.State, Begun);
        var passes = border.Passes(Flow("8.8.8.8", "@web", 80) with { AnswerPort = 40_000 });
        Assert.True(passes());
        var acl = world.State.NetworkAcls.All.Single(row => row.Shown.Associations!.Exists(each =>
            each.SubnetId == world.State.Interfaces.Find(world.End("web").Interface)!.Shown.SubnetId));
        world.State.NetworkAcls.Put(acl.With(shown => shown.Entries =
        [
            .. shown.Entries!,
            new()
            {
                Egress = true, RuleNumber = 1, RuleAction = RuleAction.Deny, Protocol = "6",
                CidrBlock = "0.0.0.0/0", PortRange = new() { From = 40_000, To = 40_000 },
            },
        ]));
        border.Look(world.State, Begun);
        Assert.False(passes());
    }

    private Flow Flow(string from, string to, int port) => new(world.End(from), world.End(to), "tcp", port);

    /// <summary>The only rule of the web group in a direction; null for none.</summary>
    private void Set(bool isEgress, string? rule)
    {
        var state = world.State;
        var group = state.Interfaces.Find(world.End("web").Interface)!.Shown.Groups!.Single().GroupId;
        var before = state.Rules.All.Where(row => row.Shown.GroupId == group && row.Shown.IsEgress == isEgress);
        var kept = before.First();
        before.Skip(1).ToList().ForEach(row => state.Rules.Remove(row.Id));
        var parts = (rule ?? "tcp 1 203.0.113.0/24").Split(' ');
        var ports = parts[1].Split('-');
        state.Rules.Put(kept.With(shown =>
        {
            shown.IpProtocol = parts[0];
            (shown.FromPort, shown.ToPort) = (Number(ports[0]), Number(ports[^1]));
            shown.CidrIpv4 = parts[2];
        }));
    }

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
