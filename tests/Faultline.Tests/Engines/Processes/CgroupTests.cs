using Faultline.Engines.Processes;

namespace Faultline.Tests.Engines.Processes;

/// <summary>What cgroups add, where they can be made; elsewhere these tests are skipped.</summary>
public sealed class CgroupTests
{
    /// <summary>Nothing leads from this one to its tree: no parent, no session, no mark.</summary>
    private const string Stranger =
        "use POSIX; select(undef, undef, undef, 0.01) until -e 'go'; if (!fork) {"
        + " setsid; exit if fork; %ENV = (); exec '/bin/sh', '-c', 'echo $$; exec sleep 1000' }"
        + "wait; sleep 1000";

    [CgroupFact]
    public async Task A_process_that_hides_its_descent_is_found_by_its_cgroup()
    {
        await using var grove = new Grove(withCgroups: true);
        await grove.Start("a", grove.Spec("a", "/usr/bin/perl", "-e", Stranger));
        File.WriteAllText(grove.At("go"), "");
        var stranger = await grove.Pid("a");
        await grove.Trees.Kill("a");
        Assert.Null(Grove.StateOf(stranger));
    }

    [CgroupFact]
    public async Task No_cgroup_is_left_when_the_trees_have_ended()
    {
        await using var grove = new Grove(withCgroups: true);
        var root = (await grove.Start("a", "sleep 1000 & wait", spec => spec with { CpusMax = 0.5 })).Root!.Value;
        await grove.Start("b", "exec sleep 1000");
        var folders = Folders(root);
        Assert.NotEmpty(folders);
        await grove.Trees.Kill("a");
        await Grove.Until(() => !folders.Any(Directory.Exists));
        Assert.Equal(TreeState.Running, grove["b"].State);
        await grove.Trees.Kill("b");
        await Grove.Until(() => !folders.Select(Path.GetDirectoryName).Any(Directory.Exists));
    }

    [CgroupFact]
    public async Task A_cgroup_is_found_again_after_a_restart()
    {
        await using var grove = new Grove(withCgroups: true);
        await grove.Start("a", grove.Spec("a", "/usr/bin/perl", "-e", Stranger));
        File.WriteAllText(grove.At("go"), "");
        var stranger = await grove.Pid("a");
        await grove.Restart();
        await grove.Trees.Kill("a");
        Assert.Null(Grove.StateOf(stranger));
    }

    [CgroupFact(limits: true)]
    public async Task A_tree_gets_no_more_of_the_processors_than_it_may()
    {
        await using var grove = new Grove(withCgroups: true);
        var root = (await grove.Start("a", "exec sleep 1000", spec => spec with { CpusMax = 0.25 })).Root!.Value;
        Assert.Contains(Quotas(root), quota => quota.StartsWith("25000", StringComparison.Ordinal));
    }

    [Fact]
    public void What_a_machine_can_do_is_tried_and_no_cgroup_is_left()
    {
        const string Owner = "tried";
        var can = Abilities.Find(Owner);
        var cgroups = new Cgroups(Owner);
        Assert.Equal(cgroups.CanGroup, can.Groups);
        Assert.True(can.Limits || !cgroups.CanLimit);
        Assert.Null(cgroups.Find("trial"));
    }

    [CgroupFact(limits: true)]
    public async Task A_tree_under_pressure_has_a_smaller_quota_until_the_pressure_is_over()
    {
        await using var grove = new Grove(withCgroups: true);
        var root = (await grove.Start("a", "exec sleep 1000", spec => spec with { CpusMax = 0.25 })).Root!.Value;
        grove.Trees.Press("a", new(Cpu: 0.5, Memory: 0));
        Assert.Contains(Quotas(root), quota => quota.StartsWith("12500", StringComparison.Ordinal));
        await grove.Restart();
        grove.Trees.Press("a", Pressure.None);
        Assert.Contains(Quotas(root), quota => quota.StartsWith("25000", StringComparison.Ordinal));
    }

    private static IEnumerable<string> Quotas(int root) => Folders(root).SelectMany(folder =>
        new[] { "cpu.max", "cpu.cfs_quota_us" }
            .Select(file => Path.Combine(folder, file)).Where(File.Exists).Select(File.ReadAllText));

    /// <summary>The cgroups of ours that a process is in.</summary>
    private static List<string> Folders(int pid)
    {
        var own = File.ReadAllLines($"/proc/{pid}/cgroup").Select(line => line.Split(':', 3)[2])
            .Where(path => path.Contains("/faultline-", StringComparison.Ordinal)).ToList();
        return [.. File.ReadAllLines("/proc/self/mountinfo").Where(line => line.Contains(" - cgroup"))
            .SelectMany(line => own.Select(path => line.Split(' ')[4] + path)).Where(Directory.Exists)];
    }
}

/// <summary>A test that makes cgroups; where that is not allowed it counts as skipped.</summary>
internal sealed class CgroupFactAttribute : FactAttribute
{
    public CgroupFactAttribute(bool limits = false)
    {
        if (new Cgroups("test") is var cgroups && (limits ? !cgroups.CanLimit : !cgroups.CanGroup))
        {
            Skip = "Cgroups cannot be made here.";
        }
    }
}
