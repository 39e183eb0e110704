using Faultline.Api.Ec2;
using Faultline.Kernel.Times;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;

namespace Faultline.Tests.AutoScaling;

/// <summary>What ended before it served is replaced, but not at once: most likely the next one would end too.</summary>
public sealed class PauseTests
{
    private static readonly TimeSpan pause = Tempo.Of(Timing.Fast).RetryMin;

    /// <summary>Whatever failed before is not forgotten, and a longer pause is not cut short.</summary>
    [Theory]
    [InlineData(null, 0, 1, 1)]
    [InlineData(-3, 4, 1, 4)]
    [InlineData(5, 4, 5, 4)]
    public void A_pause_lasts_a_minute_or_as_long_as_the_one_before(
        int? minutes, int failures, int minutesThen, int failuresThen)
    {
        var scene = Notation.Scene("want=2 zones=ab", "i1 a is=Pending gone", "i2 b");
        if (minutes is { } until)
        {
            scene.Put(scene.Group with
            {
                Troubles = scene.Group.Troubles.SetItem(
                    ZoneTrouble.Anywhere, new(Notation.Now.AddMinutes(until), failures)),
            });
        }

        Assert.Equal("", Notation.Said(scene));
        Assert.Equal(
            new ZoneTrouble(Notation.Now.AddMinutes(minutesThen), failuresThen),
            scene.Group.Troubles[ZoneTrouble.Anywhere]);
        Assert.Equal(Notation.Now.AddMinutes(minutesThen), scene.Next);
    }

    [Fact]
    public async Task The_next_one_is_launched_once_the_pause_is_over()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 0);
        await rig.Scaling.SetDesiredCapacity(
            rig.Call("SetDesiredCapacity"),
            new() { AutoScalingGroupName = ScalingRig.Web, DesiredCapacity = 1 },
            ScalingRig.Ct);
        await rig.Scaling.Rounds.Look(ScalingRig.Ct);
        await rig.Ec2.Enter((await rig.Instances()).Single().InstanceId!, InstanceStateName.Terminated);
        await rig.Settle();
        await rig.Pass(pause - TimeSpan.FromTicks(1));
        Assert.Empty(await rig.Machines());
        await rig.Pass(TimeSpan.FromTicks(1));
        Assert.Single(await rig.Machines());
        Assert.Empty((await Group(rig)).Troubles);
    }

    private static async Task<Group> Group(ScalingRig rig)
    {
        using var held = await rig.Scaling.Book.Take(ScalingRig.Ct);
        return held.State.Groups.All.Single();
    }
}
