using System.Net;
using System.Text;
using Faultline.Engines.Balancer;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Layer4;
using Faultline.Engines.Balancer.Targets;
using Faultline.Kernel;
using Faultline.Kernel.Places;

namespace Faultline.Tests.Engines.Balancer;

public sealed class TargetTests
{
    private static readonly Domain Zone = Atlas.Draw(new()).Region("us-east-1")!.Children[0];
    private static readonly CheckConfig Check = new() { HealthyAfter = 3, UnhealthyAfter = 2 };

    [Theory]
    [InlineData("+", "Healthy")]
    [InlineData("-", "Initial")]
    [InlineData("--", "Unhealthy")]
    [InlineData("-+", "Healthy")]
    [InlineData("+-", "Healthy")]
    [InlineData("+-+-+-", "Healthy")]
    [InlineData("+--", "Unhealthy")]
    [InlineData("--++", "Unhealthy")]
    [InlineData("--+++", "Healthy")]
    [InlineData("--++-++", "Unhealthy")]
    public void Health_follows_checks_in_a_row(string checks, string state)
    {
        var health = Health.Unknown;
        foreach (var check in checks)
        {
            health = health.After(check == '+' ? TargetReason.None : TargetReason.Timeout, Check);
        }

        Assert.Equal(state, health.State.ToString());
    }

    [Theory]
    [InlineData("++", "Initial")]
    [InlineData("+++", "Healthy")]
    [InlineData("++-++", "Initial")]
    [InlineData("++--", "Unhealthy")]
    [InlineData("-+++", "Healthy")]
    public void A_new_one_may_have_to_pass_several_checks(string checks, string state)
    {
        var health = Health.Unknown;
        foreach (var check in checks)
        {
            health = health.After(
                check == '+' ? TargetReason.None : TargetReason.Timeout, Check with { NewHealthyAfter = 3 });
        }

        Assert.Equal(state, health.State.ToString());
    }

    [Theory]
    [InlineData(true, "01")]
    [InlineData(false, "")]
    public void When_all_are_sick_all_are_asked_or_nobody(bool failsOpen, string usable)
    {
        var members = Members(2, "UU");
        var roster = Roster.Of(Group(members) with { FailsOpen = failsOpen }, members, "zone");
        Assert.Equal(usable, string.Concat(roster.Usable.Select(member => member.Config.Key)));
    }

    [Fact]
    public void A_group_learns_from_another_how_its_members_are()
    {
        var members = Members(2);
        var first = new Group(Group(members), Zone.Name, new("node", TimeProvider.System, new(1)));
        var second = new Group(
            Group(members) with { HealthOf = "group", FailsOpen = false }, Zone.Name,
            new("node", TimeProvider.System, new(1)));
        first.Apply(first.Config);
        second.Apply(second.Config);
        first.Note(first.Members[1], TargetReason.None);
        second.Follow(first);
        Assert.Equal(["1"], second.Roster.Usable.Select(member => member.Config.Key));
        first.Forget();
        second.Follow(first);
        Assert.Empty(second.Roster.Usable);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.2", "PROXY TCP4 127.0.0.1 127.0.0.2 5000 80\r\n")]
    [InlineData("::ffff:127.0.0.1", "127.0.0.2", "PROXY TCP4 127.0.0.1 127.0.0.2 5000 80\r\n")]
    [InlineData("::1", "::2", "PROXY TCP6 ::1 ::2 5000 80\r\n")]
    public void The_PROXY_protocol_can_be_in_words(string from, string to, string line) => Assert.Equal(
        line,
        Encoding.ASCII.GetString(ProxyHeader.Of(1, new(IPAddress.Parse(from), 5000), new(IPAddress.Parse(to), 80))));

    [Fact]
    public void The_sick_say_what_is_the_matter_now()
    {
        var health = Health.Unknown.After(TargetReason.Timeout, Check).After(TargetReason.Timeout, Check);
        Assert.Equal(TargetReason.Timeout, health.Reason);
        var now = health.After(TargetReason.Mismatch, Check, status: 404);
        Assert.Equal((TargetReason.Mismatch, 404), (now.Reason, now.Status));
        Assert.Equal(0, now.After(TargetReason.Failed, Check).Status);
    }

    [Theory]
    [InlineData("200", 200, true)]
    [InlineData("200", 201, false)]
    [InlineData("200-299,301", 250, true)]
    [InlineData("200-299,301", 301, true)]
    [InlineData("200-299,301", 300, false)]
    public void A_matcher_has_statuses_and_ranges(string matcher, int status, bool fits) =>
        Assert.Equal(fits, new Matcher(matcher).Fits(status));

    [Fact]
    public void Turns_go_round()
    {
        var members = Members(3);
        Assert.Equal(
            "0 1 2 0 1 2",
            string.Join(' ', Enumerable.Range(0, 6).Select(turn => Pick(members, Group(), (uint)turn)!.Config.Key)));
    }

    [Fact]
    public void Whoever_was_tried_is_not_asked_again()
    {
        var members = Members(3);
        foreach (var algorithm in Enum.GetValues<Algorithm>())
        {
            var group = Group() with { Algorithm = algorithm };
            Assert.Same(members[1], Pick(members, group, 0, [members[0], members[2]]));
            Assert.Null(Pick(members, group, 0, members));
        }
    }

    [Fact]
    public void The_one_with_least_to_do_is_asked()
    {
        var members = Members(3);
        members[0].Begin();
        members[1].Begin();
        members[1].Begin();
        Assert.Same(members[2], Pick(members, Group() with { Algorithm = Algorithm.LeastOutstanding }, 0));
    }

    [Fact]
    public void A_slow_start_grows_to_a_full_share()
    {
        var members = Members(2);
        members[1].HealthySince = 100_000;
        var group = Group() with { SlowStart = TimeSpan.FromSeconds(100) };
        double Share(long now)
        {
            var dice = new Dice(5);
            var hits = Enumerable.Range(0, 4000).Count(turn =>
                Choice.Pick(members, group, (uint)turn, dice, now, []) == members[1]);
            return hits / 4000.0;
        }

        Assert.InRange(Share(101_000), 0, 0.03);
        Assert.InRange(Share(150_000), 0.30, 0.37);
        Assert.InRange(Share(200_000), 0.47, 0.53);
    }

    [Theory]
    [InlineData("HHH", 1, 0, "012")]
    [InlineData("HUH", 1, 0, "02")]
    [InlineData("HUU", 2, 0, "012")]
    [InlineData("HUU", 1, 50, "012")]
    [InlineData("HHU", 1, 50, "01")]
    [InlineData("UUU", 1, 0, "012")]
    [InlineData("UII", 1, 0, "012")]
    [InlineData("UDH", 1, 0, "2")]
    [InlineData("UDU", 1, 0, "02")]
    public void With_too_few_healthy_all_are_asked(string states, int least, int percent, string usable)
    {
        var members = Members(states.Length, states);
        var config = Group(members) with { RoutingLeast = new(least, percent) };
        var roster = Roster.Of(config, members, Zone.Name);
        Assert.Equal(usable, string.Concat(roster.Usable.Select(member => member.Config.Key)));
    }

    [Fact]
    public void Without_cross_zone_a_node_keeps_to_its_zone()
    {
        var members = Members(3);
        for (var i = 0; i < 3; i++)
        {
            members[i].Apply(members[i].Config with { Zone = i == 2 ? null : $"z{i}" }, Zone.Name);
            members[i].Health = Health.Well;
        }

        var group = Group(members);
        Assert.Equal(3, Roster.Of(group, members, "z1").Usable.Length);
        var usable = Roster.Of(group with { CrossZone = false }, members, "z1").Usable;
        Assert.Equal("12", string.Concat(usable.Select(each => each.Config.Key)));
    }

    [Theory]
    [InlineData("HHH", "12")]
    [InlineData("HUH", "2")]
    [InlineData("HUU", "12")]
    public void Nothing_new_goes_to_a_target_whose_zone_is_shifted_away(string states, string usable)
    {
        var members = Members(states.Length, states);
        members[0].Apply(members[0].Config with { IsShiftedAway = true }, Zone.Name);
        var group = new Group(Group(members), Zone.Name, new("node", TimeProvider.System, new(1)));
        group.Apply(group.Config);
        foreach (var (member, state) in group.Members.Zip(states))
        {
            for (var check = 0; check < 5; check++)
            {
                group.Note(member, state == 'H' ? TargetReason.None : TargetReason.Failed);
            }
        }

        Assert.Equal(usable, string.Concat(group.Roster.Usable.Select(member => member.Config.Key)));
        // Not even who was there before comes back to it; and it is as well as it is.
        Assert.Null(group.Find(group.Members[0].Token));
        Assert.Equal(TargetHealth.Healthy, group.View(group.Members[0]).Health);
    }

    private static Member? Pick(
        Member[] from, GroupConfig group, uint turn, IReadOnlyCollection<Member>? tried = null) =>
        Choice.Pick(from, group, turn, new(1), 1_000_000, tried ?? []);

    private static GroupConfig Group(Member[]? members = null) => new("group", TargetProtocol.Http)
    {
        Targets = [.. (members ?? []).Select(member => member.Config)],
    };

    private static Member[] Members(int count, string states = "") =>
    [
        .. Enumerable.Range(0, count).Select(i => new Member(
            new($"{i}", new(IPAddress.Loopback, 80 + i), Zone) { Drains = states.ElementAtOrDefault(i) == 'D' },
            Zone.Name)
        {
            Health = states.ElementAtOrDefault(i) switch
            {
                'H' => Health.Well,
                'U' => new(TargetHealth.Unhealthy, TargetReason.Failed, 0),
                _ => Health.Unknown,
            },
        }),
    ];
}
