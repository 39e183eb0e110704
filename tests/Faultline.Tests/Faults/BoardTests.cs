using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Kernel.Times;

namespace Faultline.Tests.Faults;

/// <summary>The board as the seams ask it.</summary>
public sealed class BoardTests
{
    private static readonly Atlas Map = Atlas.Draw(new());

    [Fact]
    public void Asking_an_empty_board_or_a_full_one_allocates_nothing()
    {
        var call = new ApiCall("sqs", "SendMessage", Place("us-east-1"), "1", ControlPlane: false, Reads: false);
        var (here, there, dice) = (Place("use1-az1-h1"), Place("euw1-az1-h1"), new Dice(1));
        var full = new BoardView([.. Enumerable.Range(0, 100).SelectMany(i => (IEnumerable<(string, Effect)>)
        [
            ($"{i}", new GateEffect(new(Place("sa-east-1")), new GateAction.Drop())),
            ($"{i}", new LinkEffect(Place("sa-east-1"), Map.Everything, new() { Cut = true })),
            ($"{i}", new HostEffect(new(Place("sa-east-1")), new() { Off = true })),
        ])]);
        foreach (var view in (BoardView[])[BoardView.Empty, full])
        {
            bool Ask() => view.Gate(call, default, dice).Passes && !view.Link(here, there).Cut && !view.Host(here).Off;
            Assert.True(Ask());

            // What the runtime itself allocates while it compiles anew is not there in every round.
            Assert.Contains(0, Enumerable.Range(0, 5).Select(_ =>
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                for (var i = 0; i < 1000; i++)
                {
                    Ask();
                }

                return GC.GetAllocatedBytesForCurrentThread() - before;
            }));
        }
    }

    [Theory]
    [InlineData("use1-az1-h1", "use1-az2-h1", true)]
    [InlineData("use1-az2-h1", "use1-az1-h1", true)]
    [InlineData("use1-az1-h1", "use1-az1-h2", false)]
    [InlineData("use1-az2-h1", "use1-az3-h1", false)]
    [InlineData("outside", "use1-az1-h1", true)]
    [InlineData("use1-az1-h1", "eu-west-1", true)]
    public void A_zone_that_is_cut_off_from_everything_is_not_cut_off_in_itself(string from, string to, bool cut)
    {
        var view = new BoardView([("f", new LinkEffect(Place("use1-az1"), Map.Everything, new() { Cut = true }))]);
        Assert.Equal(cut, view.Link(Place(from), Place(to)).Cut);
    }

    [Fact]
    public void Links_add_up()
    {
        var (one, other) = (Place("use1-az1"), Place("use1-az2"));
        var half = new LinkState(TimeSpan.FromMilliseconds(10), default, Loss: 0.5, Cut: false);
        var view = new BoardView([("f", new LinkEffect(one, other, half)), ("g", new LinkEffect(other, one, half))]);
        Assert.Equal(new(TimeSpan.FromMilliseconds(20), default, Loss: 0.75, Cut: false), view.Link(one, other));
    }

    [Fact]
    public void All_that_runs_on_a_host_shares_its_lot()
    {
        var zone = Place("use1-az1");
        var view = new BoardView([("f", new HostEffect(new(zone, Share: 0.5, Salt: 7), new() { Off = true }))]);
        var hosts = zone.Children.SelectMany(rack => rack.Children.Count == 0 ? [rack] : rack.Children).ToList();
        Assert.InRange(hosts.Count(host => view.Host(host).Off), 1, hosts.Count - 1);
        Assert.All(hosts, host => Assert.All(
            Enumerable.Range(0, 20), number => Assert.Equal(view.Host(host), view.Host(host, $"i-{number}"))));
    }

    [Fact]
    public void Of_what_lies_in_a_zone_each_has_a_lot_of_its_own()
    {
        var zone = Place("use1-az1");
        var view = new BoardView([("f", new HostEffect(new(zone, Share: 0.5, Salt: 7), new() { Off = true }))]);
        Assert.InRange(Enumerable.Range(0, 40).Count(number => view.Host(zone, $"vol-{number}").Off), 8, 32);
    }

    [Theory]
    [InlineData("200ms", 200)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1.5s", 1500)]
    [InlineData("PT2M", 120_000)]
    [InlineData("-5m", -300_000)]
    public void Spans_are_read_as_people_write_them(string text, double milliseconds)
    {
        Assert.True(Spans.TryRead(text, out var span));
        Assert.Equal(milliseconds, span.TotalMilliseconds);
        Assert.True(Spans.TryRead(Spans.Text(span), out var again));
        Assert.Equal(span, again);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("ms")]
    [InlineData("5 m")]
    [InlineData("9999999999999h")]
    [InlineData("P")]
    public void What_is_no_span_is_refused(string text) => Assert.False(Spans.TryRead(text, out _));

    [Fact]
    public void Zone_names_are_shuffled_by_account_and_always_the_same()
    {
        var region = Place("us-east-1");
        string Names(string account) =>
            string.Join(' ', region.Children.Select(zone => ZoneNames.NameOf(account, zone)));
        Assert.Equal(Names("111111111111"), Names("111111111111"));
        Assert.True(Enumerable.Range(1, 20).Select(i => Names($"{i:D12}")).Distinct().Count() > 10);
        Assert.All(region.Children, zone => Assert.Equal(
            zone, ZoneNames.Find("1", region, ZoneNames.NameOf("1", zone))));
    }

    [Fact]
    public void Room_is_never_given_twice()
    {
        var map = Atlas.Draw(new() { HostsInZone = 2, Size = new(Vcpus: 4, MemoryMiB: 16) });
        map.TryFind("use1-az1", out var zone);
        var room = new Room(map);
        var hosts = Enumerable.Range(0, 4).Select(_ => room.Take(zone!, new(2, 8))).ToList();
        Assert.Equal([2, 2], hosts.GroupBy(host => host!.Name).Select(group => group.Count()));
        Assert.Null(room.Take(zone!, new(1, 1)));
        room.Give(hosts[0]!, new(2, 8));
        Assert.Null(room.Take(zone!, new(2, 8), left: 0.5));
        Assert.Equal(hosts[0], room.Take(zone!, new(2, 8)));
        Assert.Throws<InvariantBroken>(() => room.Give(hosts[0]!, new(8, 8)));
    }

    private static Domain Place(string name) =>
        Map.TryFind(name, out var place) ? place : throw new ArgumentException(name);
}
