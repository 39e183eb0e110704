using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Api.Rds;
using Faultline.Api.ZonalShift;
using Faultline.Drills.Stories;
using Faultline.Kernel.Places;
using Faultline.Services.Fis.Actions;
using Faultline.Simulation;
using Faultline.Wire;

namespace Faultline.Stories.Fis;

/// <summary>The actions by which zones are left, and databases change their servers.</summary>
public sealed class RecoveryStories
{
    private const string Shift = "aws:arc:start-zonal-autoshift";
    private const string Reboot = "aws:rds:reboot-db-instances";

    private static readonly TimeSpan minute = TimeSpan.FromMinutes(1);

    [Fact]
    public void A_balancer_is_led_away_from_a_zone_for_as_long_as_it_is_tended() => Explore.Seeds(5, async world =>
    {
        var play = await Rehearsal.Open(world);
        var (balancer, zone) = (await Balancer(play), play.Stage.SomeZone());
        await play.Until("it is there", () => Task.FromResult(IsNamed(play, balancer, zone) == true));
        var scene = Scene(play, balancer, zone, "ANY");
        await play.Begin(Shift, scene);
        scene = await play.Begin(Shift, scene);
        var shown = Assert.Single(await Active(play));
        Assert.Equal(("FIS_EXPERIMENT", zone.Name), (shown.ShiftType, shown.AwayFrom));
        await play.Until("it is led away", () => Task.FromResult(IsNamed(play, balancer, zone) == false));
        while (world.Now < scene.Began + (3 * minute))
        {
            await play.Tend(Shift, scene);
            Assert.False(IsNamed(play, balancer, zone));
            await play.Wait(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(shown.ZonalShiftId, Assert.Single(await Active(play)).ZonalShiftId);
        await play.End(Shift, scene);
        await play.End(Shift, scene);
        Assert.Empty(await Active(play));
        await play.Until("it is back", () => Task.FromResult(IsNamed(play, balancer, zone) == true));
    });

    [Fact]
    public void A_shift_that_nobody_tends_ends_by_itself_and_one_that_is_cancelled_stays_so() =>
        Explore.Seeds(5, async world =>
        {
            var play = await Rehearsal.Open(world);
            var (balancer, zone) = (await Balancer(play), play.Stage.SomeZone());
            var scene = await play.Begin(Shift, Scene(play, balancer, zone, "DISABLED"));
            await play.Wait(minute + TimeSpan.FromSeconds(5));
            Assert.Empty(await Active(play));
            await play.Tend(Shift, scene);
            var again = Assert.Single(await Active(play));
            await play.Ask(
                play.Shifts.CancelZonalShift, new CancelZonalShiftRequest { ZonalShiftId = again.ZonalShiftId! });
            await play.Tend(Shift, scene);
            Assert.Empty(await Active(play));
        });

    [Fact]
    public void Only_what_has_autoshift_is_shifted_unless_more_is_said() => Explore.Seeds(1, async world =>
    {
        var play = await Rehearsal.Open(world);
        var (balancer, zone) = (await Balancer(play), play.Stage.SomeZone());
        await play.Begin(Shift, Scene(play, balancer, zone, null));
        Assert.Empty(await Active(play));
    });

    [Theory]
    [InlineData("ALB", true)]
    [InlineData("NLB, ALB", true)]
    [InlineData("NLB,ASG,EKS", false)]
    public void Of_what_is_aimed_at_only_the_types_that_are_named_are_shifted(string types, bool shifts) =>
        Explore.Seeds(1, async world =>
        {
            var play = await Rehearsal.Open(world);
            var (balancer, zone) = (await Balancer(play), play.Stage.SomeZone());
            var scene = Scene(play, balancer, zone, "ANY", ("managedResourceTypes", types));
            scene = await play.Begin(Shift, scene);
            Assert.Equal(shifts, await Active(play) is [_]);
            await play.Tend(Shift, scene);
            Assert.Equal(shifts, await Active(play) is [_]);
        });

    [Fact]
    public void What_is_not_in_the_zone_is_left_alone_and_a_zone_that_there_is_not_is_refused() =>
        Explore.Seeds(5, async world =>
        {
            var play = await Rehearsal.Open(world);
            var zone = play.Stage.SomeZone();
            var balancer = await Balancer(play, without: zone);
            var scene = await play.Begin(Shift, Scene(play, balancer, zone, "ANY"));
            Assert.Empty(await Active(play));
            await play.Tend(Shift, scene);
            Assert.Empty(await Active(play));
            var refused = await Assert.ThrowsAsync<AwsError>(() => play.Begin(Shift, play.Scene(
                [balancer],
                10 * minute,
                "shift",
                ("availabilityZoneIdentifier", "use1-az99"),
                ("zonalAutoshiftStatus", "ANY"))));
            Assert.Contains("use1-az99", refused.Message, StringComparison.Ordinal);
            Assert.Empty(await Active(play));
        });

    [Fact]
    public void Somebody_elses_update_of_its_shift_is_refused() => Explore.Seeds(1, async world =>
    {
        var play = await Rehearsal.Open(world);
        var (balancer, zone) = (await Balancer(play), play.Stage.SomeZone());
        await play.Begin(Shift, Scene(play, balancer, zone, "ANY"));
        var shown = Assert.Single(await Active(play));
        Assert.Equal("ValidationException", await play.Refusal(
            play.Shifts.UpdateZonalShift,
            new UpdateZonalShiftRequest { ZonalShiftId = shown.ZonalShiftId!, ExpiresIn = "5m" }));
    });

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public void A_database_is_rebooted_once(string byFailover) => Explore.Seeds(5, async world =>
    {
        var play = await Rehearsal.Open(world);
        await play.Ask(play.Rds.CreateDBInstance, new CreateDBInstanceMessage
        {
            DBInstanceIdentifier = "db",
            DBInstanceClass = "db.t4g.micro",
            Engine = "postgres",
            AllocatedStorage = 20,
            PubliclyAccessible = false,
            MasterUsername = "owner",
            MasterUserPassword = "password-1",
            MultiAZ = true,
        });
        await Settled();
        await play.Wait(TimeSpan.FromSeconds(2));
        var before = await Restarts();
        var zone = (await Look()).AvailabilityZone;
        var scene = await play.Begin(Reboot, play.Scene(
            [(await Look()).DBInstanceArn!], null, "reboot", ("forceFailover", byFailover)));
        await play.Begin(Reboot, scene);
        await play.Until("it has restarted", async () => await Restarts() > before);
        await Settled();
        await play.Begin(Reboot, scene);
        await play.Wait(minute);
        Assert.Equal(before + 1, await Restarts());
        Assert.Equal(byFailover == "true", zone != (await Look()).AvailabilityZone);

        async Task<DBInstance> Look() =>
            (await play.Ask(play.Rds.DescribeDBInstances, new DescribeDBInstancesMessage())).DBInstances![0];

        Task Settled() => play.Until("it is available", async () => (await Look()).DBInstanceStatus == "available");

        async Task<int> Restarts() => (await play.Ask(play.Rds.DescribeEvents, new DescribeEventsMessage()))
            .Events!.Count(each => each.Message == "DB instance restarted");
    });

    private static ActionScene Scene(
        Rehearsal play, string balancer, Domain zone, string? status, params (string, string)[] more) => play.Scene(
        [balancer],
        10 * minute,
        "shift",
        [
            ("availabilityZoneIdentifier", zone.Name),
            .. status is null ? [] : ((string, string)[])[("zonalAutoshiftStatus", status)],
            .. more,
        ]);

    private static async Task<List<ZonalShiftSummary>> Active(Rehearsal play) =>
        (await play.Ask(play.Shifts.ListZonalShifts, new ListZonalShiftsRequest())).Items!;

    private static bool? IsNamed(Rehearsal play, string balancer, Domain zone) =>
        play.Balancers.Look(balancer).FirstOrDefault(node => node.Zone == zone.Name)?.IsInName;

    /// <param name="without">The zone that it is not in; null for all.</param>
    private static async Task<string> Balancer(Rehearsal play, Domain? without = null)
    {
        var subnets = await play.Ask(play.Ec2.DescribeSubnets, new DescribeSubnetsRequest());
        var made = await play.Ask(play.Elb.CreateLoadBalancer, new CreateLoadBalancerInput
        {
            Name = "front",
            Subnets =
            [
                .. subnets.Subnets!.Where(each => each.AvailabilityZoneId != without?.Name)
                    .Select(each => each.SubnetId!),
            ],
        });
        var arn = made.LoadBalancers![0].LoadBalancerArn!;
        await play.Ask(play.Elb.ModifyLoadBalancerAttributes, new ModifyLoadBalancerAttributesInput
        {
            LoadBalancerArn = arn,
            Attributes = [new() { Key = "zonal_shift.config.enabled", Value = "true" }],
        });
        return arn;
    }
}
