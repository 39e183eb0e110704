namespace Faultline.Tests.AutoScaling;

/// <summary>
/// What AWS's documentation says that a group does, as a table: the page of the Amazon EC2 Auto Scaling user guide, the
/// group, its instances, and what one look at them begins.
/// </summary>
public sealed class DocumentedTests
{
    private const string Termination = "ec2-auto-scaling-termination-policies";
    private const string Protection = "ec2-auto-scaling-instance-protection";
    private const string Balance = "auto-scaling-benefits";
    private const string Spread = "ec2-auto-scaling-availability-zone-balanced";
    private const string Suspension = "ec2-auto-scaling-suspend-resume-processes";
    private const string Health = "ec2-auto-scaling-health-checks";
    private const string Grace = "health-check-grace-period";
    private const string Maintenance = "ec2-auto-scaling-instance-maintenance-policy";
    private const string Lifetime = "asg-max-instance-lifetime";
    private const string Hooks = "lifecycle-hooks";
    private const string Warm = "ec2-auto-scaling-warm-pools";
    private const string Standby = "as-enter-exit-standby";
    private const string Limits = "asg-capacity-limits";
    private const string Mixed = "allocation-strategies";
    private const string Weights = "ec2-auto-scaling-mixed-instances-groups-instance-weighting";
    private const string Shift = "ec2-auto-scaling-zonal-shift";
    private const string Risk = "ec2-auto-scaling-capacity-rebalancing";

    public static TheoryData<string, string, string, string> Cases { get; } = new()
    {
        // Who goes.
        { Termination, "want=2", "i1 a; i2 a; i3 b", "terminate i1" },
        { Termination, "want=2 policy=OldestInstance", "i1 a age=60; i2 a age=90; i3 b age=99", "terminate i2" },
        { Termination, "want=2 policy=NewestInstance", "i1 a age=60; i2 a age=90; i3 b age=10", "terminate i1" },
        { Termination, "want=1 policy=OldestInstance", "i1 a age=60; i2 b age=90", "terminate i2" },
        { Termination, "want=1 zones=a lt=2", "i1 a lt=2; i2 a lc=old; i3 a lt=1", "terminate i2, terminate i3" },
        { Termination, "want=1 zones=a lt=2", "i1 a lt=1; i2 a lt=x7", "terminate i2" },
        { Termination, "want=1 zones=a lt=3", "i1 a lt=2; i2 a lt=1", "terminate i2" },
        { Termination, "want=1 zones=a lc=new configurations=old,new", "i1 a lc=new; i2 a lc=old", "terminate i2" },
        { Termination, "want=1 zones=a", "i1 a age=70; i2 a age=115", "terminate i2" },
        { Termination, "want=1 zones=a policy=ClosestToNextInstanceHour", "i1 a age=59; i2 a age=150", "terminate i1" },
        {
            Termination, "want=1 zones=a lt=9 policy=OldestLaunchConfiguration configurations=old,new",
            "i1 a lc=new; i2 a lc=old", "terminate i2"
        },
        {
            Termination, "want=1 zones=a lt=3 policy=OldestLaunchTemplate", "i1 a lt=3 age=99; i2 a lt=2 age=9",
            "terminate i2"
        },
        {
            Termination, "want=1 zones=a types=m5.large,c5.large policy=AllocationStrategy",
            "i1 a type=m5.large age=99; i2 a type=c5.large age=9", "terminate i2"
        },
        {
            Termination, "want=1 zones=a policy=OldestLaunchTemplate,NewestInstance",
            "i1 a lt=1 age=99; i2 a lt=1 age=9", "terminate i2"
        },
        { Protection, "want=1 zones=a policy=OldestInstance", "i1 a age=99 protected; i2 a age=9", "terminate i2" },
        { Protection, "want=1 zones=a", "i1 a protected; i2 a protected", "" },
        { Protection, "want=2", "i1 a protected; i2 a protected; i3 b", "terminate i3" },
        { Protection, "want=1 zones=a", "i1 a protected stopped", "launch a, terminate i1" },

        // Where it grows, and what is moved.
        { Balance, "want=3", "i1 a; i2 a", "launch b" },
        { Balance, "want=6 zones=abc", "", "launch a, launch a, launch b, launch b, launch c, launch c" },
        { Balance, "want=3 max=5 zones=abc", "i1 a; i2 a; i3 a", "launch b" },
        { Balance, "want=3", "i1 a; i2 a; i3 b", "" },
        { Balance, "want=4 max=4", "i1 a; i2 a; i3 a; i4 b", "launch b" },
        { Balance, "want=5 max=20", "i1 a; i2 a; i3 a; i4 a; i5 a", "launch b, launch b" },
        { Balance, "want=2 zones=a", "i1 a; i2 b", "launch a" },
        { Balance, "want=3", "i1 a; i2 a; i3 a; i4 b", "terminate i1" },
        { Balance, "want=4 fails=b", "i1 a; i2 a; i3 a; i4 a", "" },
        { Spread, "want=3 fails=b spread=balanced-best-effort", "i1 a; i2 a", "launch a" },
        { Spread, "want=3 fails=b spread=balanced-only", "i1 a; i2 a", "" },
        { Spread, "want=2 fails=b spread=balanced-only", "", "launch a" },
        { Mixed, "want=1 zones=a types=m5.large,c5.large", "", "launch a m5.large" },
        { Mixed, "want=1 zones=a types=m5.large,c5.large fails=a/m5.large", "", "launch a c5.large" },

        // Who is not healthy.
        { Health, "want=1 zones=a", "i1 a stopped", "launch a, terminate i1" },
        { Health, "want=1 zones=a", "i1 a impaired", "launch a, terminate i1" },
        { Health, "want=1 zones=a health=ELB", "i1 a refused", "launch a, terminate i1" },
        { Health, "want=1 zones=a health=EC2", "i1 a refused", "" },
        { Health, "want=1 zones=a", "i1 a ill", "launch a, terminate i1" },
        { Grace, "want=1 zones=a grace=300", "i1 a impaired age=1", "" },
        { Grace, "want=1 zones=a grace=300", "i1 a impaired age=6", "launch a, terminate i1" },
        { Grace, "want=1 zones=a grace=300", "i1 a stopped age=1", "launch a, terminate i1" },
        { Maintenance, "want=1 zones=a healthy=100-110", "i1 a impaired", "launch a" },
        { Maintenance, "want=1 zones=a healthy=90-110", "i1 a impaired", "launch a, terminate i1" },
        { Lifetime, "want=1 zones=a lifetime=86400", "i1 a age=1400", "launch a" },
        { Lifetime, "want=1 zones=a lifetime=86400", "i1 a age=600", "" },

        // What is suspended.
        { Suspension, "want=1 zones=a suspend=Launch", "", "" },
        { Suspension, "want=1 zones=a suspend=Terminate", "i1 a; i2 a", "" },
        { Suspension, "want=1 zones=a suspend=ReplaceUnhealthy", "i1 a impaired", "" },
        { Suspension, "want=1 zones=a suspend=HealthCheck", "i1 a impaired", "" },
        { Suspension, "want=3 suspend=AZRebalance", "i1 a; i2 a; i3 a", "" },
        { Suspension, "want=3 suspend=Terminate", "i1 a; i2 a; i3 a", "" },
        { Suspension, "want=1 zones=a suspend=Launch", "i1 a impaired", "terminate i1" },

        // What comes and goes by steps.
        { Hooks, "want=1 zones=a hook=warmup", "i1 a is=Pending age=1", "i1 Pending:Wait" },
        { Hooks, "want=1 zones=a hook=end", "i1 a is=Pending age=1", "" },
        { Hooks, "want=0 zones=a", "i1 a", "terminate i1" },
        { Warm, "want=2 zones=a warm=0", "i1 a; i2 a is=Warmed:Stopped stopped", "i2 Pending" },
        { Warm, "want=1 zones=a warm=1", "i1 a", "launch a warm" },
        { Warm, "want=1 zones=a warm=0", "i1 a; i2 a is=Warmed:Stopped stopped", "terminate i2" },
        { Standby, "want=1 zones=a", "i1 a; i2 a is=Standby", "" },
        { Standby, "want=2 zones=a", "i1 a; i2 a is=Standby", "launch a" },
        { Warm, "want=1 zones=a warm=1 suspend=Launch", "i1 a", "" },
        { Standby, "want=1", "i1 a is=Standby; i2 a; i3 b", "terminate i2" },

        // What weighs more than one.
        { Weights, "want=4 zones=a types=m5.large:2", "", "launch a m5.large, launch a m5.large" },
        { Weights, "want=3 zones=a types=m5.large:2", "i1 a weight=2", "launch a m5.large" },
        { Weights, "want=3 zones=a types=m5.large:2", "i1 a weight=2; i2 a weight=2", "" },
        { Weights, "want=2 zones=a types=m5.large:2", "i1 a weight=2; i2 a weight=2", "terminate i1" },
        { Weights, "want=6 types=m5.large:2", "i1 a weight=2; i2 a weight=2; i3 b weight=2", "" },
        {
            Weights, "want=6 types=m5.large:2", "i1 a weight=2; i2 a weight=2; i3 a weight=2", "launch b m5.large"
        },

        // What a zonal shift, or a spot instance at risk, changes.
        { Shift, "want=3 away=a zones=abc", "", "launch b, launch b, launch c" },
        { Shift, "want=3 away=a spread=balanced-only", "i1 a; i2 b", "launch b" },
        { Shift, "want=1 away=a zones=a", "", "" },
        { Shift, "want=4 away=a", "i1 b; i2 b; i3 b; i4 b", "" },
        { Shift, "want=4 away=a", "i1 a; i2 a; i3 a; i4 b", "" },
        { Shift, "want=2 away=a impaired=IgnoreUnhealthy", "i1 a impaired; i2 b", "" },
        { Shift, "want=2 away=a impaired=IgnoreUnhealthy", "i1 a gone; i2 b", "" },
        { Shift, "want=2 away=a impaired=IgnoreUnhealthy", "i1 a ill; i2 b", "" },
        { Shift, "want=2 away=a impaired=IgnoreUnhealthy", "i1 a; i2 b impaired", "launch b, terminate i2" },
        { Shift, "want=2 away=a impaired=ReplaceUnhealthy", "i1 a impaired; i2 b", "launch b, terminate i1" },
        { Shift, "want=2 away=a", "i1 a; i2 b; i3 b", "terminate i2" },
        { Shift, "want=2 away=a warm=0", "i1 b; i2 a is=Warmed:Stopped stopped", "launch b, terminate i2" },
        { Risk, "want=1 zones=a rebalance=on", "i1 a spot risk", "launch a" },
        { Risk, "want=1 zones=a rebalance=on", "i1 a risk", "" },
        { Risk, "want=1 zones=a rebalance=on", "i1 a spot", "" },
        { Risk, "want=1 zones=a", "i1 a spot risk", "" },
        { Risk, "want=1 max=1 zones=a rebalance=on", "i1 a spot risk", "launch a" },
        { Risk, "want=1 zones=a rebalance=on suspend=Terminate", "i1 a spot risk", "" },
        { Limits, "min=1 max=1 want=1 zones=a", "i1 a", "" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_group_does_as_documented(string page, string group, string instances, string expected)
    {
        Assert.NotEmpty(page);
        var members = instances.Split("; ", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, Notation.Said(Notation.Scene(group, members)));
    }
}
