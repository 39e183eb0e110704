using Faultline.Api.Logs;
using Faultline.Kernel;
using Faultline.Services.Logs;
using Faultline.Store;
using Faultline.Tests.Ec2;
using Faultline.Tests.Store;
using Faultline.Wire;

namespace Faultline.Tests.Logs;

/// <summary>
/// CloudWatch Logs of a region over a store in memory. Nothing moves by itself: it looks when the test says so, at the
/// hour that the test sets.
/// </summary>
internal sealed class LogsRig
{
    public const string Group = "app";
    public const string Stream = "one";

    private readonly Dice dice = new(5);
    private readonly LogsOptions options;
    private MemoryDisk disk = new();

    public LogsRig(LogsOptions? options = null)
    {
        this.options = options ?? new();
        Open();
    }

    public Services.Logs.Logs Logs { get; private set; } = null!;

    public DateTimeOffset Now { get; set; } = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    /// <summary>The hour in milliseconds, as events have it.</summary>
    public long Time => Now.ToUnixTimeMilliseconds();

    public static CancellationToken Ct => CancellationToken.None;

    public Call Call(string operation, string account = Ec2Call.Account) => new()
    {
        Service = LogsModel.Service,
        Operation = LogsModel.Service.Operations.Single(one => one.Name == operation),
        Region = "us-east-1",
        Principal = Principal.Root(account, null),
        Now = Now,
        Dice = dice,
        RequestId = "r",
        Origin = "http://localhost:4566",
    };

    /// <summary>The server ends, as if killed, and another one finds what is on disk.</summary>
    public void Reopen()
    {
        disk = disk.AfterKill();
        Open();
    }

    /// <summary>A group with a stream.</summary>
    public async Task Made(string group = Group, params string[] streams)
    {
        await Make(new() { LogGroupName = group });
        foreach (var stream in streams.Length == 0 ? [Stream] : streams)
        {
            await MakeStream(stream, group);
        }
    }

    public async Task Make(CreateLogGroupRequest request) =>
        await Logs.CreateLogGroup(Call("CreateLogGroup"), request, Ct);

    public async Task MakeStream(string name, string group = Group) => await Logs.CreateLogStream(
        Call("CreateLogStream"), new() { LogGroupName = group, LogStreamName = name }, Ct);

    /// <summary>Puts messages, each a millisecond after the one before.</summary>
    public Task<PutLogEventsResponse> Put(params string[] messages) =>
        PutTo(Stream, [.. messages.Select((message, i) => (Time + i, message))]);

    public async Task<PutLogEventsResponse> PutTo(string stream, params (long Time, string Message)[] events) =>
        await Logs.PutLogEvents(
            Call("PutLogEvents"),
            new()
            {
                LogGroupName = Group,
                LogStreamName = stream,
                LogEvents = [.. events.Select(each =>
                    new InputLogEvent { Timestamp = each.Time, Message = each.Message })],
            },
            Ct);

    public async Task<GetLogEventsResponse> Get(Action<GetLogEventsRequest>? with = null)
    {
        var request = new GetLogEventsRequest { LogGroupName = Group, LogStreamName = Stream };
        with?.Invoke(request);
        return await Logs.GetLogEvents(Call("GetLogEvents"), request, Ct);
    }

    public async Task<FilterLogEventsResponse> Filter(
        string? pattern = null, Action<FilterLogEventsRequest>? with = null)
    {
        var request = new FilterLogEventsRequest { LogGroupName = Group, FilterPattern = pattern };
        with?.Invoke(request);
        return await Logs.FilterLogEvents(Call("FilterLogEvents"), request, Ct);
    }

    /// <summary>The messages that match, from all pages.</summary>
    public async Task<List<string>> Search(string? pattern = null, Action<FilterLogEventsRequest>? with = null)
    {
        var all = new List<string>();
        string? token = null;
        do
        {
            var page = await Filter(pattern, request =>
            {
                with?.Invoke(request);
                request.NextToken = token;
            });
            all.AddRange(page.Events!.Select(each => each.Message!));
            token = page.NextToken;
        }
        while (token is not null);
        return all;
    }

    public async Task<List<LogGroup>> Groups(Action<DescribeLogGroupsRequest>? with = null)
    {
        var request = new DescribeLogGroupsRequest();
        with?.Invoke(request);
        return (await Logs.DescribeLogGroups(Call("DescribeLogGroups"), request, Ct)).LogGroups!;
    }

    public async Task<List<LogStream>> Streams(Action<DescribeLogStreamsRequest>? with = null)
    {
        var request = new DescribeLogStreamsRequest { LogGroupName = Group };
        with?.Invoke(request);
        return (await Logs.DescribeLogStreams(Call("DescribeLogStreams"), request, Ct)).LogStreams!;
    }

    public async Task Retain(int days) => await Logs.PutRetentionPolicy(
        Call("PutRetentionPolicy"), new() { LogGroupName = Group, RetentionInDays = days }, Ct);

    public async Task Meter(string pattern, Action<MetricTransformation>? with = null, string name = "filter")
    {
        var metric = new MetricTransformation { MetricName = "Errors", MetricNamespace = "App", MetricValue = "1" };
        with?.Invoke(metric);
        await Logs.PutMetricFilter(
            Call("PutMetricFilter"),
            new()
            {
                LogGroupName = Group,
                FilterName = name,
                FilterPattern = pattern,
                MetricTransformations = [metric],
            },
            Ct);
    }

    public async Task Subscribe(string name, string destination, string? role = null, string pattern = "") =>
        await Logs.PutSubscriptionFilter(
            Call("PutSubscriptionFilter"),
            new()
            {
                LogGroupName = Group,
                FilterName = name,
                FilterPattern = pattern,
                DestinationArn = destination,
                RoleArn = role,
            },
            Ct);

    public static Task Refused(string code, Func<Task> act, string? says = null) => Ec2Rig.Refused(code, act, says);

    private void Open() => Logs = new(
        "us-east-1",
        new("us-east-1", new Hand(this), dice),
        Ec2Call.Store("us-east-1", disk, Durability.Strict),
        options);

    /// <summary>A clock that a test moves.</summary>
    private sealed class Hand(LogsRig rig) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => rig.Now;
    }
}
