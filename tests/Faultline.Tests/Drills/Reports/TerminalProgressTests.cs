using Faultline.Drills.Probes;
using Faultline.Drills.Reports;
using Faultline.Drills.Running;

namespace Faultline.Tests.Drills.Reports;

/// <summary>What who watches a drill sees of it.</summary>
public sealed class TerminalProgressTests
{
    [Fact]
    public void Where_lines_cannot_be_written_over_one_comes_every_few_seconds()
    {
        using var output = new StringWriter();
        var progress = new TerminalProgress(output, TerminalLook.None, TimeSpan.FromSeconds(5));
        progress.Began(Phase.Strike, "the strikes begin");
        for (var second = 0; second <= 11; second++)
        {
            progress.Ticked(Tick(second));
        }

        progress.Marked(new(MadeResults.Struck.AddSeconds(11.2), MarkKind.Recovered, "success holds again"));
        progress.End();
        var lines = output.ToString().TrimEnd().Split(Environment.NewLine);
        Assert.Equal(5, lines.Length);
        Assert.Equal("strike        the strikes begin", lines[0]);
        Assert.Equal("T+5.0 s     strike        shop 66.6 % p99 40.0 ms dead: use1-az2  not steady: shop is at 66 %",
            lines[2]);
        Assert.Equal("T+11.2 s    recovered     success holds again", lines[4]);
        Assert.DoesNotContain("\e", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void On_a_terminal_the_line_is_written_over_and_never_wider_than_it()
    {
        using var output = new StringWriter();
        var progress = new TerminalProgress(output, new(true, false, 40), TimeSpan.FromSeconds(5));
        progress.Ticked(Tick(0));
        progress.Ticked(Tick(1));
        Assert.DoesNotContain('\n', output.ToString());
        var shown = output.ToString().Split("\r\e[K", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, shown.Length);
        Assert.All(shown, line => Assert.InRange(line.Length, 1, 39));
        progress.End();
        Assert.EndsWith(Environment.NewLine, output.ToString(), StringComparison.Ordinal);
    }

    private static DrillTick Tick(int second) => new(
        MadeResults.Struck.AddSeconds(second),
        Phase.Strike,
        TimeSpan.FromSeconds(second),
        new(MadeResults.Struck.AddSeconds(second), TimeSpan.FromSeconds(1))
        {
            Probes =
            [
                new("shop")
                {
                    Offered = 100, Judged = 100, Success = 0.666, P99 = TimeSpan.FromMilliseconds(40),
                    DeadZones = ["use1-az2"],
                },
            ],
        },
        "shop is at 66 %");
}
