using System.Globalization;
using System.Net;
using Faultline.Engines.Balancer;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Logs;
using Faultline.Network;
using Faultline.Simulation;

namespace Faultline.Stories.Balancer;

/// <summary>What a balancer writes down of what it did, and when.</summary>
public sealed class LogStories
{
    private readonly Form form = new("here");

    private LogConfig On => new() { Requests = form };

    [Fact]
    public void Every_request_has_its_line_in_a_file_of_its_five_minutes() => Explore.Seeds(50, async world =>
    {
        var stall = new Stall(world);
        await stall.Open(2);
        await stall.Apply(config => config with { Log = On });
        var paths = new List<string>();
        for (var i = world.Dice.Below(40); i >= 0; i--)
        {
            paths.Add($"/{i}");
            await stall.Call(world.Dice.Below(3)).Ask($"/{i}");
            await world.Delay(world.Below(TimeSpan.FromMinutes(1)));
        }

        await stall.DisposeAsync();
        var lines = Lines(stall);
        Assert.Equal(
            paths.Order(StringComparer.Ordinal), lines.Select(line => line.Path).Order(StringComparer.Ordinal));
        Assert.All(lines, line => Assert.InRange(line.Hour, line.FileEnd - TimeSpan.FromMinutes(5), line.FileEnd));
    });

    [Fact]
    public void A_file_is_there_when_its_five_minutes_are_over() => Explore.Seeds(20, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(1);
        await stall.Apply(config => config with { Log = On });
        await stall.Call().Ask("/one");
        await stall.Until("it is written", () => stall.Logs.Files.Count == 1);
        var line = Assert.Single(Lines(stall));
        Assert.Equal(0, line.FileEnd.Ticks % TimeSpan.FromMinutes(5).Ticks);
        Assert.InRange(world.Now - line.FileEnd, TimeSpan.Zero, TimeSpan.FromSeconds(1));
    });

    [Fact]
    public void It_is_switched_on_and_off_under_connections_that_go_on() => Explore.Seeds(20, async world =>
    {
        var stall = new Stall(world);
        await stall.Open(1);
        var caller = stall.Call();
        await caller.Ask("/before");
        await stall.Apply(config => config with { Log = On });
        await caller.Ask("/on");
        await stall.Apply(config => config with { Log = new() { Requests = new Form("there") } });
        await caller.Ask("/moved");
        await stall.Apply(config => config with { Log = null });
        await caller.Ask("/off");
        await stall.DisposeAsync();
        Assert.Equal(["here /on", "there /moved"], Lines(stall).Select(line => $"{line.Place} {line.Path}"));
    });

    [Fact]
    public void What_the_disk_does_not_take_is_counted_and_nobody_waits_for_it() => Explore.Seeds(20, async world =>
    {
        await using var stall = new Stall(world);
        await stall.Open(1);
        await stall.Apply(config => config with { Log = On });
        stall.Logs.Failures = 1;
        await stall.Call().Ask("/lost");
        await stall.Until("it is lost", () => Lost(stall) == 1);
        await stall.Call().Ask("/kept");
        await stall.Until("it is written", () => stall.Logs.Files.Count == 1);
        Assert.Equal("/kept", Lines(stall).Single().Path);
        Assert.Equal(1, Lost(stall));
    });

    [Fact]
    public void A_line_tells_what_both_ends_saw() => Explore.Seeds(30, async world =>
    {
        var stall = new Stall(world);
        await stall.Open(1);
        await stall.Apply(config => config with { Log = On });
        stall.Workers[0].Takes = TimeSpan.FromSeconds(2);
        var length = world.Dice.Below(100_000);
        var fields = $"User-Agent: tests\r\nContent-Length: {length}\r\n";
        var reply = await stall.Call().Ask("/?a=b", "POST", fields, new string('x', length));
        await stall.DisposeAsync();
        var visit = form.Take().Single();
        Assert.Equal(("POST", "/?a=b", "shop.test"), (visit.Method, visit.Target, visit.Host));
        Assert.Equal(("HTTP/1.1", "tests"), (visit.Version, visit.UserAgent));
        Assert.Equal(("default", VisitAct.Forward), (visit.Rule, visit.Act));
        Assert.Equal(("all", "w0"), (visit.Group, visit.Member));
        Assert.Equal((200, 200), (visit.Status, visit.TargetStatus));
        Assert.Equal($"POST /?a=b HTTP/1.1\r\nHost: shop.test\r\n{fields}\r\n".Length + length, visit.Received);
        Assert.Equal(reply.Head.Length + reply.Body.Length, visit.Sent);
        Assert.InRange((visit.HeardAt - visit.AskedAt)!.Value.TotalSeconds, 2, 2.5);
        Assert.Contains(
            $"X-Amzn-Trace-Id: {visit.Trace}\r\n", stall.Workers[0].Seen.Single(), StringComparison.Ordinal);
    });

    [Fact]
    public void What_fails_says_how() => Explore.Seeds(20, async world =>
    {
        var stall = new Stall(world);
        await stall.Open(1);
        await stall.Apply(config => config with
        {
            Log = On,
            Listeners =
            [
                Stall.Listener(
                    new("fixed", [new Condition.Path(["/fixed"])], new RuleAction.Fixed(418, "text/x", "tea")),
                    new("away", [new Condition.Path(["/away"])],
                        new RuleAction.Redirect("HTTP", "#{host}", "81", "/#{path}", "#{query}", 302)))
            ],
        });
        var caller = stall.Call();
        await caller.Ask("/fixed");
        await caller.Ask("/away");
        await caller.Send("nonsense\r\n\r\n");
        Assert.Equal(400, (await caller.Hear())!.Status);
        stall.Workers[0].Says = "nonsense\r\n\r\n";
        await stall.Call().Ask("/bad");
        stall.Workers[0].IsMute = true;
        var leaves = stall.Call();
        await leaves.Send("POST /left HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhal");
        await world.Delay(TimeSpan.FromSeconds(1));
        leaves.GiveUp();
        await stall.Call().Ask("/late");
        await world.Delay(TimeSpan.FromSeconds(5));
        await stall.DisposeAsync();
        Assert.Equal(
            [
                "/away 302 0 Redirect http://shop.test:81/away", "/bad 502 0 Forward", "/fixed 418 0 Fixed",
                "/late 504 0 Forward", "/left 0 0 Forward", "400 0 None",
            ],
            form.Take()
                .Select(it => $"{it.Target} {it.Status} {it.TargetStatus ?? 0} {it.Act} {it.Redirect}".Trim())
                .Order(StringComparer.Ordinal));
    });

    [Fact]
    public void What_follows_an_upgrade_counts_when_it_is_over() => Explore.Seeds(20, async world =>
    {
        var stall = new Stall(world);
        await stall.Open(1);
        await stall.Apply(config => config with { Log = On });
        const string Fields = "Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
        const string Answer = $"HTTP/1.1 101 Switching Protocols\r\n{Fields}first";
        stall.Workers[0].Says = Answer;
        var caller = stall.Call();
        await caller.Send($"GET /chat HTTP/1.1\r\nHost: a\r\n{Fields}");
        var text = "";
        while (!text.EndsWith("first", StringComparison.Ordinal))
        {
            text += await caller.Bytes();
        }

        caller.Close();
        await stall.DisposeAsync();
        var visit = form.Take().Single();
        Assert.True(visit.IsUpgraded);
        Assert.Equal((101, (long)text.Length), (visit.Status, visit.Sent));
    });

    private static long Lost(Stall stall) => stall.Look().Sum(view => view.Counts![Count.LogLinesLost]);

    private static List<Line> Lines(Stall stall) =>
    [
        .. from file in stall.Logs.Files
            let name = file.Split(' ')
            let end = DateTimeOffset.ParseExact(name[1], "O", CultureInfo.InvariantCulture)
            from line in stall.Logs.Read(file)
            let parts = line.Split(' ')
            select new Line(
                name[0], end, DateTimeOffset.ParseExact(parts[0], "O", CultureInfo.InvariantCulture), parts[1]),
    ];

    private sealed record Line(string Place, DateTimeOffset FileEnd, DateTimeOffset Hour, string Path);

    /// <summary>The least that tells one request from another.</summary>
    private sealed class Form(string place) : ILogForm<Visit>
    {
        private readonly List<Visit> seen = [];

        public string Place => place;

        /// <summary>What was written down since somebody last asked.</summary>
        public List<Visit> Take()
        {
            List<Visit> taken = [.. seen];
            seen.Clear();
            return taken;
        }

        string ILogForm<Visit>.Line(Visit what)
        {
            seen.Add(what);
            return $"{what.Ended:O} {what.Target ?? "-"}";
        }

        public string File(DateTimeOffset end, IPAddress node, string chance) => $"{place} {end:O} {node} {chance}";
    }
}
