using Faultline.Kernel.Faults.Kinds;

namespace Faultline.Tests.AutoScaling;

/// <summary>Groups whose launches fail for a day, which Auto Scaling suspends itself.</summary>
public sealed class SuspensionTests
{
    private readonly ScalingRig rig = new();

    [Fact]
    public async Task Launches_that_fail_for_a_day_are_suspended_until_somebody_resumes_them()
    {
        Break();
        await rig.Group(desired: 2);
        await Hours(23);
        Assert.Empty((await rig.Look()).SuspendedProcesses!);
        rig.Reopen();
        await Hours(3);
        var suspended = Assert.Single((await rig.Look()).SuspendedProcesses!);
        Assert.Equal("Launch", suspended.ProcessName);
        Assert.StartsWith("Administrative suspension at 2026-01-03T", suspended.SuspensionReason);
        var tried = (await rig.Activities()).Count;
        rig.Ec2.Fault();
        await Hours(5);
        Assert.Equal(tried, (await rig.Activities()).Count);
        await Resume();
        Assert.Equal(2, (await rig.Instances()).Count);
        Assert.Empty((await rig.Look()).SuspendedProcesses!);
    }

    [Fact]
    public async Task One_launch_that_succeeds_gives_another_day()
    {
        Break();
        await rig.Group(desired: 2);
        await Hours(20);
        rig.Ec2.Fault();
        await Hours(2);
        Assert.Equal(2, (await rig.Instances()).Count);
        Break();
        await rig.Desire(3);
        await Hours(20);
        Assert.Empty((await rig.Look()).SuspendedProcesses!);
        await Hours(6);
        Assert.Single((await rig.Look()).SuspendedProcesses!);
    }

    [Fact]
    public async Task Who_resumes_has_another_day()
    {
        Break();
        await rig.Group(desired: 1);
        await Hours(26);
        Assert.Single((await rig.Look()).SuspendedProcesses!);
        await Resume();
        await Hours(20);
        Assert.Empty((await rig.Look()).SuspendedProcesses!);
    }

    [Fact]
    public async Task A_group_that_wants_nothing_any_more_is_not_blamed()
    {
        Break();
        await rig.Group(desired: 1);
        await Hours(20);
        await rig.Desire(0);
        await Hours(10);
        await rig.Desire(1);
        await Hours(2);
        Assert.Empty((await rig.Look()).SuspendedProcesses!);
    }

    private void Break() =>
        rig.Ec2.Fault([.. "abc".Select(zone => new CapacityShortage(rig.Ec2.Zone(zone), 0, null))]);

    private async Task Hours(int count)
    {
        for (var minute = 0; minute < count * 4; minute++)
        {
            await rig.Pass(TimeSpan.FromMinutes(15));
        }
    }

    private async Task Resume()
    {
        await rig.Scaling.ResumeProcesses(
            rig.Call("ResumeProcesses"),
            new() { AutoScalingGroupName = ScalingRig.Web, ScalingProcesses = ["Launch"] },
            ScalingRig.Ct);
        await rig.Settle();
    }
}
