using Faultline.Api.CloudWatch;
using Faultline.Kernel;
using Faultline.Kernel.Timeline;
using Faultline.Services;
using Faultline.Store;
using Faultline.Tests.Ec2;
using Faultline.Tests.Store;
using Faultline.Wire;

namespace Faultline.Tests.CloudWatch;

/// <summary>
/// CloudWatch of a region over a store in memory, beside EC2. Nothing moves by itself: it looks when the test says so,
/// at the hour that the test sets.
/// </summary>
internal sealed class WatchRig
{
    public const string Topic = "arn:aws:sns:us-east-1:111122223333:pager";
    public const string Policy =
        "arn:aws:autoscaling:us-east-1:111122223333:scalingPolicy:1:autoScalingGroupName/g:policyName/p";

    private readonly Dice dice = new(5);
    private MemoryDisk disk = new();

    public WatchRig() => Open();

    public Ec2Rig Ec2 { get; } = new();

    public Services.CloudWatch.CloudWatch Watch { get; private set; } = null!;

    /// <summary>What was done for alarms on scaling policies.</summary>
    public List<AlarmAction> Scaled { get; } = [];

    /// <summary>What the timeline heard.</summary>
    public List<Happening> Told { get; } = [];

    /// <summary>What the next scaling policy says.</summary>
    public string? Says { get; set; }

    public DateTimeOffset Now
    {
        get => Ec2.Now;
        set => Ec2.Now = value;
    }

    public static CancellationToken Ct => CancellationToken.None;

    public Call Call(string operation, string account = Ec2Call.Account) => Ec2.Call("DescribeVpcs", account) with
    {
        Service = CloudWatchModel.Service,
        Operation = CloudWatchModel.Service.Operations.Single(one => one.Name == operation),
        Dice = dice,
    };

    /// <summary>The server ends, as if killed, and another one finds what is on disk.</summary>
    public void Reopen()
    {
        disk = disk.AfterKill();
        Open();
    }

    public async Task Put(params MetricDatum[] data) => await PutIn("App", data);

    public async Task PutIn(string space, params MetricDatum[] data) => await Watch.PutMetricData(
        Call("PutMetricData"), new() { Namespace = space, MetricData = [.. data] }, Ct);

    /// <summary>A value of the metric <c>load</c>, so many seconds ago.</summary>
    public async Task Load(double value, int ago = 0) => await Put(Datum("load", value, Now.AddSeconds(-ago)));

    public static MetricDatum Datum(string name, double value, DateTimeOffset? at = null) =>
        new() { MetricName = name, Value = value, Timestamp = at };

    public async Task<GetMetricStatisticsOutput> Statistics(
        string name, int minutes, int period, string[]? statistics = null, string[]? extended = null) =>
        await Watch.GetMetricStatistics(
            Call("GetMetricStatistics"),
            new()
            {
                Namespace = "App",
                MetricName = name,
                StartTime = Now.AddMinutes(-minutes),
                EndTime = Now.AddMinutes(1),
                Period = period,
                Statistics = statistics is null ? null : [.. statistics],
                ExtendedStatistics = extended is null ? null : [.. extended],
            },
            Ct);

    public async Task<GetMetricDataOutput> Data(int minutes, params MetricDataQuery[] queries) => await Ask(
        new()
        {
            StartTime = Now.AddMinutes(-minutes),
            EndTime = Now.AddMinutes(1),
            ScanBy = ScanBy.TimestampAscending,
            MetricDataQueries = [.. queries],
        });

    public async Task<GetMetricDataOutput> Ask(GetMetricDataInput request) =>
        await Watch.GetMetricData(Call("GetMetricData"), request, Ct);

    public static MetricDataQuery Query(string id, string name, string stat = "Sum", int period = 60) => new()
    {
        Id = id,
        MetricStat = new()
        {
            Metric = new() { Namespace = "App", MetricName = name },
            Period = period,
            Stat = stat,
        },
    };

    public static MetricDataQuery Math(string id, string expression) => new() { Id = id, Expression = expression };

    public async Task Alarm(string name = "high", Action<PutMetricAlarmInput>? with = null)
    {
        var request = new PutMetricAlarmInput
        {
            AlarmName = name,
            Namespace = "App",
            MetricName = "load",
            Statistic = "Average",
            Period = 60,
            EvaluationPeriods = 1,
            Threshold = 70,
            ComparisonOperator = ComparisonOperator.GreaterThanThreshold,
        };
        with?.Invoke(request);
        await Watch.PutMetricAlarm(Call("PutMetricAlarm"), request, Ct);
    }

    public async Task Composite(string name, string rule, Action<PutCompositeAlarmInput>? with = null)
    {
        var request = new PutCompositeAlarmInput { AlarmName = name, AlarmRule = rule };
        with?.Invoke(request);
        await Watch.PutCompositeAlarm(Call("PutCompositeAlarm"), request, Ct);
    }

    public async Task Set(string name, string state) => await Watch.SetAlarmState(
        Call("SetAlarmState"), new() { AlarmName = name, StateValue = state, StateReason = "test" }, Ct);

    /// <summary>So much time passes, and then all alarms are looked at.</summary>
    public async Task<DateTimeOffset?> After(int seconds)
    {
        Now = Now.AddSeconds(seconds);
        return await Watch.Lookout.Look(Ct);
    }

    public async Task<MetricAlarm> Look(string name = "high") => Assert.Single((await Watch.DescribeAlarms(
        Call("DescribeAlarms"), new() { AlarmNames = [name] }, Ct)).MetricAlarms!);

    public async Task<CompositeAlarm> LookAt(string name) => Assert.Single((await Watch.DescribeAlarms(
        Call("DescribeAlarms"), new() { AlarmNames = [name], AlarmTypes = [AlarmType.CompositeAlarm] }, Ct))
        .CompositeAlarms!);

    /// <summary>The history of an alarm, oldest first.</summary>
    public async Task<List<AlarmHistoryItem>> History(string name = "high", string? type = null) =>
        (await Watch.DescribeAlarmHistory(
            Call("DescribeAlarmHistory"),
            new() { AlarmName = name, HistoryItemType = type, ScanBy = ScanBy.TimestampAscending },
            Ct)).AlarmHistoryItems!;

    private void Open()
    {
        Watch = new(
            "us-east-1",
            new("us-east-1", new Hand(this), dice),
            Ec2Call.Store("us-east-1", disk, Durability.Strict),
            Ec2.Around with { Timeline = new Listener(Told) },
            Ec2.Ec2);
        Watch.Acts["autoscaling"] = (action, _) =>
        {
            Scaled.Add(action);
            return new(Says);
        };
    }

    private sealed class Listener(List<Happening> told) : IRecorder
    {
        public void Note(Happening happening) => told.Add(happening);
    }

    /// <summary>A clock that a test moves.</summary>
    private sealed class Hand(WatchRig rig) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => rig.Now;
    }
}
