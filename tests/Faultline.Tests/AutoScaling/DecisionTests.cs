using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;

namespace Faultline.Tests.AutoScaling;

/// <summary>What one look decides where AWS's pages leave it to us, or say it only in passing.</summary>
public sealed class DecisionTests
{
    private const string Warmed = "is=Warmed:Stopped stopped";

    public static TheoryData<string, string, string> Cases { get; } = new()
    {
        // Who goes.
        { "want=1 zones=a policy=OldestLaunchConfiguration", "i1 a age=90; i2 a age=80", "terminate i1" },
        {
            "want=1 zones=a lc=new configurations=new policy=OldestLaunchConfiguration",
            "i1 a lc=new age=99; i2 a lc=lost age=9", "terminate i2"
        },
        {
            "want=1 zones=a types=m5.large,c5.large policy=AllocationStrategy",
            "i1 a type=c5.large age=99; i2 a type=t3.micro age=9", "terminate i2"
        },
        { "want=1 zones=a rebalance=on", "i1 a age=99; i2 a spot age=9 risk", "terminate i2" },
        { "want=1 zones=a warm=0 reuse=on", "i1 a; i2 a", "WarmPool i1" },
        { "want=1 zones=a warm=1 reuse=on", "i1 a; i2 a", "WarmPool i1" },
        { "want=1 zones=a warm=0 reuse=on rebalance=on", "i1 a; i2 a spot age=9 risk", "terminate i2" },

        // Where it grows, and what is moved.
        { "want=5 max=40", Many(5, "a"), "launch b, launch b" },
        { "want=20 max=20", Many(20, "a"), "launch b, launch b" },
        { "want=2 healthy=100-110", "i1 a; i2 b ill", "launch b" },
        { "want=2 warm=0", $"i1 a; i2 a {Warmed}; i3 b {Warmed}", "i3 Pending, terminate i2" },
        { "want=2 spread=balanced-only fails=b warm=1", "i1 a", "" },

        // Who is not healthy, or old.
        { "want=1 zones=a grace=300", "i1 a impaired age=60 served=1", "" },
        { "want=1 zones=a grace=300", "i1 a impaired age=60 served=6", "launch a, terminate i1" },
        { "want=1 zones=a healthy=100-110", "i1 a stopped", "launch a, terminate i1" },
        { "want=1 zones=a suspend=Terminate", "i1 a ill", "" },
        { "want=1 zones=a", "i1 a gone", "launch a, terminate i1" },

        // What ended before it served is replaced, but not in the same look: most likely that would end too.
        { "want=1 zones=ab", "i1 a is=Pending gone", "" },
        { "want=20 max=40 zones=a lifetime=86400", Many(20, "a age=1400"), "launch a, launch a" },
        { "want=1 zones=a lifetime=86400", "i1 a age=1400 protected", "" },
        { "want=0 zones=a hook=end", "i1 a is=Terminating", "i1 Terminating:Wait" },
        { "want=0 zones=a hook=end", "i1 a is=Terminating gone", "" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_look_decides(string group, string instances, string expected)
    {
        var members = instances.Split("; ", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, Notation.Said(Notation.Scene(group, members)));
    }

    /// <summary>Whoever is gone has left every balancer.</summary>
    [Fact]
    public void One_that_is_gone_drains_no_more()
    {
        var scene = Notation.Scene("want=0 zones=a", "i1 a is=Terminating refused gone");
        Settling.Settle(scene);
        Assert.Equal(0, scene.State.Members.Count);
    }

    /// <summary>
    /// InstancesDistribution in the API reference; where shares are no whole numbers, more is on demand.
    /// </summary>
    [Theory]
    [InlineData(0, 50, "ososo")]
    [InlineData(2, 50, "ooosos")]
    [InlineData(0, 0, "sss")]
    [InlineData(1, 0, "oss")]
    [InlineData(0, 100, "ooo")]
    [InlineData(1, 25, "oossso")]
    public void Spot_and_on_demand_take_turns(int floor, int percent, string expected)
    {
        var group = new Group("id", "111122223333", new()
        {
            MixedInstancesPolicy = new()
            {
                InstancesDistribution = new()
                {
                    OnDemandBaseCapacity = floor, OnDemandPercentageAboveBaseCapacity = percent,
                },
            },
        });
        var turns = "";
        while (turns.Length < expected.Length)
        {
            turns += Option.IsSpotNext(group, turns.Count(each => each == 'o'), turns.Length) ? 's' : 'o';
        }

        Assert.Equal(expected, turns);
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(10, 11)]
    [InlineData(19, 20)]
    [InlineData(20, 22)]
    [InlineData(40, 44)]
    public void A_group_balances_itself_up_to_a_tenth_beyond_its_maximum(int max, int most) =>
        Assert.Equal(most, Zones.MostWhileBalancing(max));

    /// <summary>Minus one takes a percentage back (InstanceMaintenancePolicy, API reference).</summary>
    [Theory]
    [InlineData(null, 110)]
    [InlineData(-1, 110)]
    [InlineData(150, 150)]
    public void What_a_maintenance_policy_does_not_say_is_the_default(int? said, int most)
    {
        var scene = Notation.Scene("want=1");
        scene.Put(scene.Group.With(shown => shown.InstanceMaintenancePolicy = new() { MaxHealthyPercentage = said }));
        Assert.Equal(most, Percent.MostHealthy(scene));
    }

    [Fact]
    public async Task A_hook_that_was_deleted_holds_nobody()
    {
        var rig = new ScalingRig();
        await rig.Group(desired: 0, with: request => request.LifecycleHookSpecificationList =
        [
            new() { LifecycleHookName = "up", LifecycleTransition = Waits.Launching, DefaultResult = Waits.Abandon },
        ]);
        await rig.Desire(1);
        var id = (await rig.Instances()).Single().InstanceId;
        Assert.Equal(LifecycleState.PendingWait, (await rig.Instances()).Single().LifecycleState);
        await rig.Scaling.DeleteLifecycleHook(
            rig.Call("DeleteLifecycleHook"),
            new() { AutoScalingGroupName = ScalingRig.Web, LifecycleHookName = "up" },
            ScalingRig.Ct);
        await rig.Settle();
        var serves = (await rig.Instances()).Single();
        Assert.Equal((id, LifecycleState.InService), (serves.InstanceId, serves.LifecycleState));
    }

    private static string Many(int count, string what) =>
        string.Join("; ", Enumerable.Range(1, count).Select(number => $"i{number} {what}"));
}
