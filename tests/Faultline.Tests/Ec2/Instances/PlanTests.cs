using Faultline.Engines.Processes;
using Faultline.Kernel.Faults;
using Faultline.Services.Ec2.Instances;

namespace Faultline.Tests.Ec2.Instances;

/// <summary>What is to be done about an instance, by its state, its host and its process trees.</summary>
public sealed class PlanTests
{
    /// <summary>Steps that the fleet takes in one look before it says that the plan goes round in circles.</summary>
    private const int StepsMax = 8;

    [Theory]
    [InlineData("pending", "well", "", "boot")]
    [InlineData("pending", "well", "stale=running", "kill")]
    [InlineData("pending", "well", "stale=exit0", "boot")]
    [InlineData("pending", "paused", "", "boot")]
    [InlineData("pending", "well", "current=running", "-> running")]
    [InlineData("pending due", "well", "current=running", "none again")]
    [InlineData("pending past", "well", "current=running", "-> running")]
    [InlineData("pending fault impaired boot=2", "well", "current=running", "-> running boot=2")]
    [InlineData("pending", "well", "current=exit3", "-> running")]
    [InlineData("pending", "off", "", "-> shutting-down Server.InternalError")]
    [InlineData("pending boot=2", "off", "current=running", "-> stopping boot=2 Server.InternalError")]
    public void A_pending_instance_boots_and_runs_once_its_hour_has_come(
        string machine, string host, string trees, string plan) => Check(machine, host, trees, plan);

    [Theory]
    [InlineData("running", "well", "current=running", "none")]
    [InlineData("running", "well", "current=running stale=running", "kill")]
    [InlineData("running", "off", "current=running", "-> running fault impaired boot=2")]
    [InlineData("running fault boot=2", "off", "stale=running", "kill")]
    [InlineData("running fault boot=2", "off", "stale=exit0", "none")]
    [InlineData("running fault boot=2", "off", "", "none")]
    [InlineData("running crash impaired", "off", "current=exit3", "-> running fault impaired boot=2")]
    [InlineData("running", "well", "", "-> running fault impaired boot=2")]
    [InlineData("running fault impaired boot=2", "well", "", "boot")]
    [InlineData("running fault impaired boot=2", "well", "stale=running", "kill")]
    [InlineData("running fault impaired boot=2", "well", "current=running", "-> running boot=2")]
    public void An_instance_whose_host_lost_its_power_boots_when_it_is_back(
        string machine, string host, string trees, string plan) => Check(machine, host, trees, plan);

    [Theory]
    [InlineData("running", "current=exit0", "-> stopping Client.InstanceInitiatedShutdown")]
    [InlineData("running terminates", "current=exit0", "-> shutting-down Client.InstanceInitiatedShutdown")]
    [InlineData("running", "current=exit64", "-> running reboots boot=2")]
    [InlineData("running crash impaired", "current=exit64", "-> running crash reboots impaired boot=2")]
    [InlineData("running", "current=exit3", "-> running crash impaired")]
    [InlineData("running", "current=killed", "-> running crash impaired")]
    [InlineData("running crash impaired", "current=exit3", "none")]
    [InlineData("running", "current=away", "-> running fault impaired boot=2")]
    [InlineData("running crash impaired", "current=away", "-> running fault impaired boot=2")]
    public void What_ends_by_itself_says_by_its_code_what_it_wants(string machine, string trees, string plan) =>
        Check(machine, "well", trees, plan);

    [Theory]
    [InlineData("running reboots boot=2", "stale=running", "halt")]
    [InlineData("running reboots boot=2", "stale=exit0", "boot")]
    [InlineData("running reboots boot=2", "", "boot")]
    [InlineData("running reboots boot=2", "current=running stale=exit0", "-> running boot=2")]
    [InlineData("running crash reboots impaired boot=2", "current=running", "-> running boot=2")]
    public void A_reboot_ends_what_runs_in_order_and_boots_anew(string machine, string trees, string plan) =>
        Check(machine, "well", trees, plan);

    [Theory]
    [InlineData("running", "paused", "current=running", "pause")]
    [InlineData("running", "well", "current=paused", "resume")]
    [InlineData("running", "paused", "current=paused", "-> running impaired")]
    [InlineData("running impaired", "paused", "current=paused", "none")]
    [InlineData("running impaired", "well", "current=running", "-> running")]
    [InlineData("running impaired", "off paused", "current=paused", "-> running fault impaired boot=2")]
    public void An_instance_stands_still_with_its_host_and_fails_its_checks_meanwhile(
        string machine, string host, string trees, string plan) => Check(machine, host, trees, plan);

    [Theory]
    [InlineData("running", "busy", "current=running", "press")]
    [InlineData("running", "full", "current=running", "press")]
    [InlineData("running", "busy full", "current=pressed", "none")]
    [InlineData("running", "full", "current=pressed", "press")]
    [InlineData("running", "well", "current=pressed", "press")]
    [InlineData("running", "paused busy", "current=running", "pause")]
    [InlineData("running", "off busy", "current=running", "-> running fault impaired boot=2")]
    [InlineData("stopping", "busy", "current=running", "halt")]
    public void An_instance_has_what_its_host_leaves_it(string machine, string host, string trees, string plan) =>
        Check(machine, host, trees, plan);

    [Theory]
    [InlineData("stopping", "well", "current=running", "halt")]
    [InlineData("stopping forced", "well", "current=running", "kill")]
    [InlineData("stopping", "off", "current=running", "kill")]
    [InlineData("stopping", "paused", "current=paused", "kill")]
    [InlineData("shutting-down", "well", "stale=running", "halt")]
    [InlineData("stopping due", "well", "", "none again")]
    [InlineData("stopping past", "well", "", "-> stopped")]
    [InlineData("stopping", "well", "current=exit0", "-> stopped")]
    [InlineData("shutting-down", "off", "", "-> terminated")]
    [InlineData("stopped", "well", "", "none")]
    [InlineData("stopped", "off", "", "none")]
    [InlineData("stopped", "well", "current=running", "kill")]
    [InlineData("stopped", "well", "stale=exit0", "remove")]
    [InlineData("terminated", "well", "stale=running", "kill")]
    [InlineData("terminated", "well", "current=exit0", "remove")]
    public void An_ending_ends_in_order_where_it_can_and_leaves_nothing(
        string machine, string host, string trees, string plan) => Check(machine, host, trees, plan);

    [Fact]
    public void Whatever_is_found_the_steps_to_other_states_come_to_an_end()
    {
        foreach (var (machine, host, trees) in Everything())
        {
            var (at, taken) = (PlanScene.Machine(machine), 0);
            var found = PlanScene.Trees(at, trees);
            while (PlanScene.Plan(at, PlanScene.Host(host), found).Next is { } next)
            {
                at = next;
                Assert.True(++taken <= StepsMax, $"{machine} | {host} | {trees}: round in circles");
            }
        }
    }

    [Fact]
    public void Whatever_is_found_doing_what_is_planned_comes_to_rest()
    {
        foreach (var (machine, host, trees) in Everything())
        {
            var at = PlanScene.Machine(machine);
            var (found, done) = (PlanScene.Trees(at, trees), 0);
            while (PlanScene.Plan(at, PlanScene.Host(host), found) is var plan && plan with { Again = null } != default)
            {
                (at, found) = (plan.Next ?? at, PlanScene.Done(plan, at, found));
                Assert.True(++done <= 20, $"{machine} | {host} | {trees}: never rests, last {PlanScene.Words(plan)}");
            }

            var alive = found.Count(tree => tree.State != TreeState.Ended);
            Assert.True(alive <= 1, $"{machine} | {host} | {trees}: {alive} of it run");
            Assert.False(
                alive > 0 && PlanScene.Host(host).Off, $"{machine} | {host} | {trees}: runs on a host without power");
        }
    }

    private static void Check(string machine, string host, string trees, string plan)
    {
        var at = PlanScene.Machine(machine);
        Assert.Equal(
            plan, PlanScene.Words(PlanScene.Plan(at, PlanScene.Host(host), PlanScene.Trees(at, trees))));
    }

    /// <summary>Every combination of what a plan looks at: some that can be, and some that should never be.</summary>
    private static IEnumerable<(string Machine, string Host, string Trees)> Everything() =>
        from state in new[] { "pending", "running", "stopping", "stopped", "shutting-down", "terminated" }
        from downfall in new[] { "", " fault", " crash" }
        from asked in new[] { "", " reboots", " forced", " terminates" }
        from due in new[] { "", " due", " past" }
        from boot in new[] { "", " boot=2 impaired" }
        from host in new[] { "well", "off", "paused", "off paused", "busy full" }
        from current in new[] { "", "running", "paused", "pressed", "exit0", "exit64", "exit3", "killed", "away" }
        from stale in new[] { "", "running", "exit0" }
        select (
            state + downfall + asked + due + boot,
            host,
            (current.Length == 0 ? "" : $"current={current}") + (stale.Length == 0 ? "" : $" stale={stale}"));
}
