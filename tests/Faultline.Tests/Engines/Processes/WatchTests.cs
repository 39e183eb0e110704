using System.Net.Sockets;
using Faultline.Engines.Processes;

namespace Faultline.Tests.Engines.Processes;

/// <summary>What is seen of a tree while it runs, and how it is held.</summary>
public sealed class WatchTests
{
    [Fact]
    public async Task A_paused_tree_stands_still_whole_until_it_is_resumed()
    {
        await using var grove = new Grove();
        await grove.Start("a", "sleep 1000 & echo $!; while :; do echo >> ticks; done");
        var child = await grove.Pid("a");
        var root = grove["a"].Root!.Value;
        await Grove.Until(() => File.Exists(grove.At("ticks")));
        grove.Trees.Pause("a");
        Assert.Equal(TreeState.Paused, grove["a"].State);
        await Grove.Until(() => Grove.StateOf(root) == 'T' && Grove.StateOf(child) == 'T');
        var length = new FileInfo(grove.At("ticks")).Length;
        grove.Trees.Resume("a");
        Assert.Equal(TreeState.Running, grove["a"].State);
        await Grove.Until(() => new FileInfo(grove.At("ticks")).Length > length && Grove.StateOf(child) != 'T');
    }

    [Fact]
    public async Task A_paused_tree_can_be_killed()
    {
        await using var grove = new Grove();
        await grove.Start("a", "sleep 1000 & wait");
        var root = grove["a"].Root!.Value;
        grove.Trees.Pause("a");
        await grove.Trees.Kill("a");
        Assert.Equal(TreeState.Ended, grove["a"].State);
        Assert.Null(Grove.StateOf(root));
    }

    [Fact]
    public async Task Ports_at_its_address_are_its_own_and_others_are_not()
    {
        await using var grove = new Grove();
        var (mine, yours) = (Grove.Address(), Grove.Address());
        await grove.Start("a", Listen(grove, "a", $"{mine}"), spec => spec with { Address = mine });
        await grove.Start("b", Listen(grove, "b", $"{mine}"), spec => spec with { Address = yours });
        await grove.Start("c", Listen(grove, "c", $"{yours}"), spec => spec with { Address = yours });
        var (a, b, c) = (await grove.Pid("a"), await grove.Pid("b"), await grove.Pid("c"));
        await grove.Until("a", tree => tree.Ports.Count == 2);
        await grove.Until("c", tree => tree.Ports.Count == 1);
        Assert.Equal(new[] { a, b }.Order(), grove["a"].Ports);
        Assert.Equal([c], grove["b"].Ports);
        Assert.Equal([c], grove["c"].Ports);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("127.0.0.1")]
    public async Task Ports_elsewhere_belong_to_the_tree_that_holds_them_if_they_answer_at_its_address(string where)
    {
        await using var grove = new Grove();
        using var told = new SemaphoreSlim(0);
        using var ear = grove.Trees.OnChange(() => told.Release());
        await grove.Start(
            "addressed", Listen(grove, "addressed", where), spec => spec with { Address = Grove.Address() });
        await grove.Start("free", Listen(grove, "free", where));
        var (addressed, free) = (await grove.Pid("addressed"), await grove.Pid("free"));
        await grove.Until("free", tree => tree.Ports.Count > 0);
        Assert.Equal([free], grove["free"].Ports);
        Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(30)));
        if (where == "127.0.0.1")
        {
            Assert.Empty(grove["addressed"].Ports);
            return;
        }

        await grove.Until("addressed", tree => tree.Ports.Count > 0);
        Assert.Equal([addressed], grove["addressed"].Ports);
    }

    [Fact]
    public async Task A_port_goes_when_nobody_listens_any_more()
    {
        await using var grove = new Grove();
        var address = Grove.Address();
        await grove.Start(
            "a",
            $"{Perl($"{address}", "sleep 1000")} & trap 'kill $!' USR1; wait; wait; sleep 1000",
            spec => spec with { Address = address });
        await grove.Until("a", tree => tree.Ports.Count == 1);
        Posix.SignalById(grove["a"].Root!.Value, 10);
        await grove.Until("a", tree => tree.Ports.Count == 0);
        Assert.Equal(TreeState.Running, grove["a"].State);
    }

    [Fact]
    public async Task A_tree_that_holds_more_memory_than_it_may_is_killed()
    {
        await using var grove = new Grove();
        await grove.Start("a", grove.Spec("a", "/usr/bin/perl", "-e", "$x = 'x' x (96 << 20); sleep 1000"),
            spec => spec with { MemoryBytesMax = 40 << 20 });
        await grove.UntilEnded("a");
        Assert.Matches("^out of memory: the tree held [0-9]{2,3} MiB of 40 MiB$", grove["a"].Ending);
    }

    [Fact]
    public async Task One_that_stays_within_is_left_alone()
    {
        await using var grove = new Grove();
        await grove.Start("a", grove.Spec("a", "/usr/bin/perl", "-e", "$x = 'x' x (24 << 20); sleep 1000"),
            spec => spec with { MemoryBytesMax = 400 << 20 });
        await grove.Until("a", tree => tree.Usage.MemoryBytes > 24 << 20);
        Assert.Equal(TreeState.Running, grove["a"].State);
    }

    [Fact]
    public async Task Usage_counts_processors_processes_and_those_who_have_gone()
    {
        await using var grove = new Grove();
        var burn = "perl -e '1 while times < 0.1'";
        await grove.Start("a", $"{burn}; {burn}; echo 1; sleep 1000 & wait");
        await grove.Pid("a");
        await grove.Until("a", tree => tree.Usage.Cpu >= TimeSpan.FromSeconds(0.2) && tree.Usage.Processes == 2);
        await grove.Trees.Kill("a");
        Assert.True(grove["a"].Usage.Cpu >= TimeSpan.FromSeconds(0.2));
        Assert.Equal((0, 0), (grove["a"].Usage.Processes, grove["a"].Usage.MemoryBytes));
    }

    [Fact]
    public async Task Output_past_its_bound_loses_its_beginning_and_keeps_its_end()
    {
        await using var grove = new Grove();

        // At a stroke: of what is written in the very moment of a cut a line may be lost.
        await grove.Start("a", "seq -f 'line %g' 3000; echo 1; sleep 1000",
            spec => spec with { OutputBytesMax = 10_000 });
        await Grove.Until(() => grove.Output("a").EndsWith("\n1\n", StringComparison.Ordinal));
        await Grove.Until(() => grove.Output("a").Length <= 10_000);
        var lines = grove.Output("a").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.InRange(lines.Length, 300, 1500);
        Assert.Equal(
            Enumerable.Range(3000 - lines.Length + 2, lines.Length - 1).Select(i => $"line {i}"), lines[..^1]);
    }

    private static ProcessSpec Listen(Grove grove, string key, string address) =>
        grove.Shell(key, $"exec {Perl(address, "sleep 1000")}");

    /// <summary>Listens at some port and says which.</summary>
    private static string Perl(string address, string then)
    {
        var (family, pack) = address.Contains(':')
            ? ("AF_INET6", $"pack_sockaddr_in6(0, inet_pton(AF_INET6, \"{address}\"))")
            : ("AF_INET", $"pack_sockaddr_in(0, inet_aton(\"{address}\"))");
        var port = address.Contains(':') ? "unpack_sockaddr_in6" : "unpack_sockaddr_in";
        return $"perl -e 'use Socket qw(:all); $| = 1; socket(S, {family}, SOCK_STREAM, 0) or die;"
            + $"bind(S, {pack}) or die;"
            + $"listen(S, 5) or die; print ((({port}(getsockname S))[0]), \"\\n\"); {then}'";
    }
}
