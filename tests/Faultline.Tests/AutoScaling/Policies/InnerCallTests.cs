using Faultline.Api.CloudWatch;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Services;
using Faultline.Services.AutoScaling.Policies;
using Faultline.Simulation;
using Faultline.Tests.Ec2;
using Faultline.Wire;

namespace Faultline.Tests.AutoScaling.Policies;

/// <summary>Calls of one service to another meet the faults that are for them, as calls from outside do.</summary>
public sealed class InnerCallTests
{
    private const string Home = "us-east-1";
    private const string Roles = "arn:aws:iam::111122223333:role/aws-service-role/autoscaling.amazonaws.com/";

    private static readonly GateAction.Error odd = new("Odd", 418, "An odd one.");
    private static readonly GateAction.Error throttled = new(GateAction.Error.Throttled, null, "") { InOwnForm = true };

    private readonly Surroundings around = Surroundings.Quiet();
    private readonly Node here = new(Home, TimeProvider.System, new Dice(1));
    private readonly Listener watch = new();

    private GateScope All => new(around.Atlas.Region(Home)!);

    [Theory]
    [InlineData("region", Home, true)]
    [InlineData("region", "eu-west-1", false)]
    [InlineData("service", "cloudwatch", true)]
    [InlineData("service", "ec2", false)]
    [InlineData("operation", "DescribeAlarms", true)]
    [InlineData("operation", "PutMetricAlarm", false)]
    [InlineData("account", Ec2Call.Account, true)]
    [InlineData("account", "444455556666", false)]
    [InlineData("caller", Roles + "AWSServiceRoleForAutoScaling", true)]
    [InlineData("caller", Roles + "AWSServiceRoleForAutoScaling_Other", false)]
    public async Task A_fault_strikes_those_that_it_is_for(string what, string whom, bool strikes)
    {
        Fault(new ApiError(
            new(around.Atlas.Region(what == "region" ? whom : Home)!)
            {
                Service = what == "service" ? whom : null,
                Operation = what == "operation" ? whom : null,
                Account = what == "account" ? whom : null,
                Caller = what == "caller" ? whom : null,
            },
            odd));
        var refused = await Refused("DescribeAlarms");
        Assert.Equal(strikes ? ("Odd", 418, "An odd one.") : null, refused);
        Assert.Equal(strikes ? 0 : 1, watch.Calls.Count);
    }

    [Theory]
    [InlineData("PutMetricAlarm", false, true)]
    [InlineData("DescribeAlarms", false, false)]
    [InlineData("DescribeAlarms", true, true)]
    [InlineData("GetMetricData", true, false)]
    public async Task A_frozen_control_plane_lets_data_pass_and_reads_where_they_work(
        string operation, bool readsToo, bool strikes)
    {
        Fault(new ControlPlaneFrozen(around.Atlas.Region(Home)!, "cloudwatch", readsToo));
        Assert.Equal(
            strikes ? ("ServiceUnavailableException", 503, "Service is unable to handle request.") : null,
            await Refused(operation));
    }

    /// <summary>What the gate gives to callers from outside.</summary>
    [Theory]
    [InlineData("InternalServiceFault", null, "InternalServiceError", 500)]
    [InlineData("InternalFailure", null, "InternalFailure", 500)]
    [InlineData("ServiceUnavailable", null, "ServiceUnavailable", 503)]
    [InlineData("RequestLimitExceeded", null, "RequestLimitExceeded", 400)]
    [InlineData("LimitExceeded", null, "LimitExceeded", 400)]
    [InlineData("LimitExceeded", 418, "LimitExceeded", 418)]
    public async Task An_error_has_the_code_and_the_status_that_AWS_gives_it_where_the_fault_says_none(
        string code, int? said, string told, int status)
    {
        Fault(new ApiError(All, new(code, said, "Not now.")));
        Assert.Equal((told, status, "Not now."), await Refused("PutMetricAlarm"));
    }

    [Fact]
    public async Task Nobody_answers_where_the_region_is_gone()
    {
        Fault(new RegionGone(around.Atlas.Region(Home)!, TimeSpan.Zero));
        Assert.Equal(
            ("RequestTimeout", 503, $"{CloudWatchModel.Service.FullName} did not answer."),
            await Refused("DescribeAlarms"));
        Assert.Empty(watch.Calls);
    }

    [Fact]
    public async Task With_no_fault_in_force_a_call_says_who_calls_what_and_where()
    {
        Assert.Null(await Refused("PutMetricAlarm"));
        Assert.Null(await Refused("DescribeAlarms"));
        Assert.Equal(["PutMetricAlarm", "DescribeAlarms"], watch.Calls.Select(call => call.Operation.Name));
        Assert.All(watch.Calls, call => Assert.Equal(
            (Home, CloudWatchModel.Service, "autoscaling.amazonaws.com", Ec2Call.Account, ""),
            (call.Region, call.Service, call.Principal.Service, call.Principal.Account, call.Origin)));
        Assert.Equal(2, watch.Calls.Select(call => call.RequestId).Distinct().Count());
    }

    [Fact]
    public void A_rate_lets_so_many_pass_by_the_clock_of_the_region() => Explore.Seeds(1, async world =>
    {
        Fault(new ApiThrottle(All, 1, throttled));
        var node = world.Node(Home);
        Assert.Null(await Refused("DescribeAlarms", node));
        Assert.Equal(("ThrottlingException", 400, "Rate exceeded"), await Refused("DescribeAlarms", node));
        await world.Delay(TimeSpan.FromSeconds(1));
        Assert.Null(await Refused("DescribeAlarms", node));
    });

    [Fact]
    public void A_call_waits_first_and_is_then_of_the_hour_at_which_it_comes() => Explore.Seeds(1, async world =>
    {
        var (begin, five) = (world.Now, TimeSpan.FromSeconds(5));
        Fault(new ApiLatency(All, five, TimeSpan.Zero));
        Assert.Null(await Refused("DescribeAlarms", world.Node(Home)));
        Assert.Equal(begin + five, Assert.Single(watch.Calls).Now);

        Fault(new ApiLatency(All, five, TimeSpan.Zero), new ApiError(All, odd));
        Assert.Equal(("Odd", 418, "An odd one."), await Refused("DescribeAlarms", world.Node(Home)));
        Assert.Equal(begin + five + five, world.Now);
    });

    [Fact]
    public void Whoever_stops_waiting_calls_nobody() => Explore.Seeds(1, async world =>
    {
        Fault(new ApiLatency(All, TimeSpan.FromHours(1), TimeSpan.Zero));
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1), world.Clock);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Ask("DescribeAlarms", world.Node(Home), stop.Token));
        Assert.Empty(watch.Calls);
    });

    /// <summary>The loop that judges all alarms asks, and would wait for as long.</summary>
    [Fact]
    public void Whoever_asks_for_what_an_alarm_saw_waits_for_a_moment_only() => Explore.Seeds(1, async world =>
    {
        var (begin, node) = (world.Now, world.Node(Home));
        Fault(new ApiLatency(All, TimeSpan.FromHours(1), TimeSpan.Zero));
        Assert.Empty(await new Readings(node, new(new(Home, node, around), watch)).Of(
            Ec2Call.Account, "hot", PolicyRig.Ct));
        Assert.Equal(begin + TimeSpan.FromSeconds(5), world.Now);
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(1), world.Clock);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await new Readings(node, new(new(Home, node, around), watch)).Of(
                Ec2Call.Account, "hot", stop.Token));
    });

    [Fact]
    public async Task An_operation_is_called_by_its_name_too_and_one_that_is_not_there_is_a_mistake_of_ours()
    {
        var calls = new InnerCalls(Home, here, around);
        var who = Principal.Root(Ec2Call.Account, null);
        Assert.IsType<DescribeAlarmsOutput>(
            await calls.Ask(who, watch, "DescribeAlarms", new DescribeAlarmsInput(), PolicyRig.Ct));
        await calls.Ask(who, watch.DescribeAlarms, new DescribeAlarmsInput(), PolicyRig.Ct, "http://here");
        await calls.Ask(who, watch.PutMetricAlarm, new PutMetricAlarmInput(), PolicyRig.Ct, "http://here");
        Assert.Equal(["", "http://here", "http://here"], watch.Calls.Select(call => call.Origin));
        await Assert.ThrowsAsync<InvariantBroken>(async () =>
            await calls.Ask(who, watch, "DescribeNothing", new DescribeAlarmsInput(), PolicyRig.Ct));
        await Assert.ThrowsAsync<InvariantBroken>(async () =>
            await calls.Ask(who, (_, _, _) => default, new DescribeAlarmsInput(), PolicyRig.Ct));

        Fault(new ApiError(All, odd));
        await Assert.ThrowsAsync<AwsError>(async () =>
            await calls.Ask(who, watch, "DescribeAlarms", new DescribeAlarmsInput(), PolicyRig.Ct));
        Assert.Equal(3, watch.Calls.Count);
    }

    /// <summary>What the call is refused with; null where it is answered.</summary>
    private async Task<(string Code, int Status, string Message)?> Refused(string operation, Node? node = null)
    {
        try
        {
            await Ask(operation, node ?? here, PolicyRig.Ct);
            return null;
        }
        catch (AwsError refused)
        {
            return (refused.Code, refused.Status, refused.Message);
        }
    }

    private async Task Ask(string operation, Node node, CancellationToken ct)
    {
        var calls = new Calls(new(Home, node, around), watch);
        await (operation switch
        {
            "PutMetricAlarm" => calls.PutMetricAlarm(Ec2Call.Account, new(), ct).AsTask(),
            "GetMetricData" => calls.GetMetricData(Ec2Call.Account, new(), ct).AsTask(),
            _ => calls.DescribeAlarms(Ec2Call.Account, new(), ct).AsTask(),
        });
    }

    private void Fault(params Fault[] faults) => around.Board.Show(new(
        [.. from fault in faults from effect in fault.Effects(around.Atlas, 1, 1) select (fault.Says, effect)]));

    /// <summary>Answers nothing, and remembers who called.</summary>
    private sealed class Listener : CloudWatchRest
    {
        public List<Call> Calls { get; } = [];

        public override ValueTask PutMetricAlarm(Call call, PutMetricAlarmInput request, CancellationToken ct)
        {
            Calls.Add(call);
            return default;
        }

        public override ValueTask DeleteAlarms(Call call, DeleteAlarmsInput request, CancellationToken ct)
        {
            Calls.Add(call);
            return default;
        }

        public override ValueTask<DescribeAlarmsOutput> DescribeAlarms(
            Call call, DescribeAlarmsInput request, CancellationToken ct)
        {
            Calls.Add(call);
            return new(new DescribeAlarmsOutput());
        }

        public override ValueTask<GetMetricDataOutput> GetMetricData(
            Call call, GetMetricDataInput request, CancellationToken ct)
        {
            Calls.Add(call);
            return new(new GetMetricDataOutput());
        }
    }
}
