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

    [Fact]
    public void What_comes_again_and_again_is_told_once_and_then_how_often()
    {
        using var output = new StringWriter();
        var progress = new TerminalProgress(output, TerminalLook.None, TimeSpan.FromSeconds(10));
        progress.Marked(new(MadeResults.Struck, MarkKind.Struck, "the zone is dark"));
        for (var second = 1; second <= 32; second++)
        {
            for (var one = 0; one < 3; one++)
            {
                progress.Marked(new(MadeResults.Struck.AddSeconds(second), MarkKind.Decided,
                    $"the group g: Terminating EC2 instance: i-0123456789abc{second:x2}{one}. At "
                    + $"2026-11-26T10:00:{second:00}Z an instance was taken out of service."));
            }

            progress.Ticked(Tick(second));
        }

        progress.End();
        var lines = output.ToString().Split(Environment.NewLine)
            .Where(line => line.Contains("decided", StringComparison.Ordinal)).ToList();
        const string Says = "the group g: Terminating EC2 instance: i-.... an instance was taken out of service.";
        Assert.Equal(
            [
                $"T+1.0 s     decided       {Says} (3 times)",
                $"T+11.0 s    decided       {Says} (30 times more)",
                $"T+31.0 s    decided       {Says} (60 times more)",
                $"T+32.0 s    decided       {Says} (3 times more)",
            ],
            lines);
    }

    [Fact]
    public void How_the_stacks_came_to_be_is_not_told()
    {
        using var output = new StringWriter();
        var progress = new TerminalProgress(output, TerminalLook.None, TimeSpan.FromSeconds(10));
        progress.Marked(new(MadeResults.Struck.AddSeconds(-9), MarkKind.Executed, "an instance was launched"));
        progress.Marked(new(MadeResults.Struck, MarkKind.Struck, "the zone is dark"));
        progress.Marked(new(MadeResults.Struck.AddSeconds(1), MarkKind.Executed, "another one was launched"));
        progress.End();
        Assert.Equal(2, output.ToString().TrimEnd().Split(Environment.NewLine).Length);
    }

    [Fact]
    public void The_clock_begins_with_the_first_strike_whoever_tells_of_it()
    {
        using var output = new StringWriter();
        var progress = new TerminalProgress(output, TerminalLook.None, TimeSpan.FromSeconds(10));
        progress.Marked(new(MadeResults.Struck.AddSeconds(-9), MarkKind.Drill, "the stack is made"));
        progress.Began(Phase.Strike, "1 strike");
        progress.Marked(new(MadeResults.Struck, MarkKind.Drill, "the zone loses power"));
        progress.End();
        var lines = output.ToString().Split(Environment.NewLine);
        Assert.StartsWith("T- ", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("T+0.0 s ", lines[2], StringComparison.Ordinal);
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
