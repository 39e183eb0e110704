using Faultline.Services.Ec2.Network;

namespace Faultline.Tests.Ec2.Network;

/// <summary>Who reaches whom, as tables: source, destination, protocol and port, and what stops it.</summary>
public sealed class ReachTests
{
    [Theory]
    // Within a VPC: groups by address and by group, and the direction of both.
    [InlineData("web -> bare tcp 80", nameof(FlowStop.None))]
    [InlineData("web -> bare tcp 81", nameof(FlowStop.GroupIngress))]
    [InlineData("web -> bare udp 80", nameof(FlowStop.GroupIngress))]
    [InlineData("web -> bare icmp 8", nameof(FlowStop.None))]
    [InlineData("web -> bare icmp 13", nameof(FlowStop.GroupIngress))]
    [InlineData("web -> app tcp 8080", nameof(FlowStop.None))]
    [InlineData("db -> app tcp 8080", nameof(FlowStop.GroupEgress))]
    [InlineData("app -> db tcp 5432", nameof(FlowStop.None))]
    [InlineData("web -> db tcp 5432", nameof(FlowStop.GroupIngress))]
    [InlineData("db -> db tcp 1", nameof(FlowStop.None))]
    // Network ACLs: the lowest number first, and answers by themselves.
    [InlineData("web -> shut tcp 80", nameof(FlowStop.AclIn))]
    [InlineData("web -> shut tcp 81", nameof(FlowStop.AnswerAclOut))]
    [InlineData("web -> shut tcp 81 40000", nameof(FlowStop.None))]
    [InlineData("web -> shut tcp 79 40000", nameof(FlowStop.None))]
    [InlineData("web -> shut tcp 81 2000", nameof(FlowStop.AnswerAclOut))]
    [InlineData("web -> shut udp 81 40000", nameof(FlowStop.AnswerAclOut))]
    [InlineData("shut -> web tcp 80 40000", nameof(FlowStop.AclOut))]
    [InlineData("shut -> 8.8.8.8 tcp 443", nameof(FlowStop.AclOut))]
    // From outside: a public address, a way back, and groups.
    [InlineData("8.8.8.8 -> @web tcp 80", nameof(FlowStop.None))]
    [InlineData("8.8.8.8 -> @web tcp 22", nameof(FlowStop.GroupIngress))]
    [InlineData("8.8.8.8 -> web tcp 80", nameof(FlowStop.NoPublicAddress))]
    [InlineData("8.8.8.8 -> bare tcp 80", nameof(FlowStop.NoPublicAddress))]
    [InlineData("8.8.8.8 -> @shut tcp 80", nameof(FlowStop.AclIn))]
    [InlineData("8.8.8.8 -> @nat tcp 80", nameof(FlowStop.NotPassedOn))]
    // To the outside: by a public address, through a NAT gateway, or not at all.
    [InlineData("web -> 8.8.8.8 tcp 443", nameof(FlowStop.None))]
    [InlineData("bare -> 8.8.8.8 tcp 443", nameof(FlowStop.NoPublicAddress))]
    [InlineData("app -> 8.8.8.8 tcp 443", nameof(FlowStop.None))]
    [InlineData("db -> 8.8.8.8 tcp 443", nameof(FlowStop.GroupEgress))]
    [InlineData("lost -> 8.8.8.8 tcp 443", nameof(FlowStop.NoInternetGateway))]
    [InlineData("web -> 10.0.0.99 tcp 443", nameof(FlowStop.NoInterface))]
    // By the public address of a neighbour: out and in again, where groups of neighbours mean nothing.
    [InlineData("bare -> @web tcp 80", nameof(FlowStop.NoPublicAddress))]
    [InlineData("app -> @web tcp 80", nameof(FlowStop.None))]
    [InlineData("app -> @web icmp 8", nameof(FlowStop.GroupIngress))]
    // Over peerings: a way there and a way back.
    [InlineData("web -> far tcp 9000", nameof(FlowStop.None))]
    [InlineData("web -> far tcp 9001", nameof(FlowStop.GroupIngress))]
    [InlineData("web -> far tcp 9002", nameof(FlowStop.None))]
    [InlineData("app -> far tcp 9002", nameof(FlowStop.NoRoute))]
    [InlineData("web -> lost tcp 80", nameof(FlowStop.Blackhole))]
    [InlineData("far -> lost tcp 80", nameof(FlowStop.NoRoute))]
    [InlineData("web -> nat tcp 80", nameof(FlowStop.NotPassedOn))]
    [InlineData("8.8.8.8 -> 9.9.9.9 tcp 80", nameof(FlowStop.NoInterface))]
    public void A_flow_passes_or_is_stopped(string flow, string stop)
    {
        var verdict = Judge(new(), flow);
        Assert.True(verdict.Stop.ToString() == stop, $"{flow}: {verdict.Stop}, not {stop}. {verdict.Sentence}");
        Assert.Equal(stop == nameof(FlowStop.None), verdict.IsAllowed);
    }

    [Theory]
    [InlineData(
        "web -> shut tcp 80",
        "Rule 90 of network ACL acl-ID denies tcp port 80 into subnet-ID, from 10.0.0.5.")]
    [InlineData(
        "web -> shut tcp 81",
        "Rule * of network ACL acl-ID denies the answer to tcp port 81 out of subnet-ID, to 10.0.0.5.")]
    [InlineData(
        "web -> app tcp 22", "Security group sg-ID of eni-ID has no rule that lets tcp port 22 in from 10.0.0.5.")]
    [InlineData("8.8.8.8 -> bare tcp 80", "eni-ID has no public address.")]
    [InlineData(
        "web -> lost tcp 80", "The route of rtb-ID to 10.2.0.0/16 is a black hole: pcx-ID is not there.")]
    [InlineData("web -> app tcp 8080", "tcp port 8080 passes from eni-ID to eni-ID.")]
    public void A_verdict_says_what_stops_a_flow(string flow, string sentence) =>
        Assert.Equal(sentence, NetworkCloud.Anonymous(Judge(new(), flow).Sentence));

    [Fact]
    public void A_view_does_not_see_what_changes_after_it_was_built()
    {
        var world = new ReachWorld();
        var view = NetworkView.Of(world.State);
        var flow = new Flow(world.End("8.8.8.8"), world.End("@web"), "tcp", 80);
        foreach (var rule in world.State.Rules.All.ToList())
        {
            world.State.Rules.Remove(rule.Id);
        }

        Assert.True(Reach.Judge(view, flow).IsAllowed);
        Assert.Equal(FlowStop.GroupIngress, Reach.Judge(NetworkView.Of(world.State), flow).Stop);
    }

    [Fact]
    public void Without_its_gateway_a_network_is_cut_from_the_internet()
    {
        var world = new ReachWorld();
        world.State.InternetGateways.Remove(world.State.InternetGateways.All.Single().Id);
        foreach (var flow in new[] { "8.8.8.8 -> @web tcp 80", "web -> 8.8.8.8 tcp 80", "app -> 8.8.8.8 tcp 80" })
        {
            Assert.Equal(FlowStop.NoInternetGateway, Judge(world, flow).Stop);
        }
    }

    [Fact]
    public void An_interface_that_is_gone_is_named() => Assert.Equal(
        "There is no network interface eni-1.",
        Reach.Judge(NetworkView.Of(new ReachWorld().State), new(
            FlowEnd.Inside("eni-1"), FlowEnd.Outside("8.8.8.8"), "tcp", 1)).Sentence);

    private static FlowVerdict Judge(ReachWorld world, string text)
    {
        var parts = text.Split(' ');
        return Reach.Judge(
            NetworkView.Of(world.State),
            new(world.End(parts[0]), world.End(parts[2]), parts[3], Number(parts[4]))
            {
                AnswerPort = parts.Length > 5 ? Number(parts[5]) : null,
            });
    }

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
