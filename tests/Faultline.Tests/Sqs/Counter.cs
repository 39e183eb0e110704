using Faultline.Api.Sqs;
using Faultline.Kernel;
using Faultline.Services;
using Faultline.Services.Sqs;
using Faultline.Store;
using Faultline.Wire;

namespace Faultline.Tests.Sqs;

/// <summary>
/// SQS over a store that keeps nothing, with a clock that is set by hand: what one calls it gives back at once.
/// </summary>
internal sealed class Counter : TimeProvider
{
    public const string Region = "eu-west-1";
    public const string Account = "000000000000";
    public const string Origin = "http://localhost:4566";

    private readonly Dice dice = new(1);
    private DateTimeOffset now = Play.Start;

    public Counter(SqsOptions? options = null)
    {
        var node = new Node("test", this, new(2));
        var store = RegionStore.Open(node, null!, new(Durability.None)).AsTask().GetAwaiter().GetResult();
        var region = new Region(Region, node, store, new() { Sqs = options ?? new() });
        Sqs = (SqsApi)region.Apis.Single(api => api is SqsApi);
        Paths = region.Paths[0];
    }

    public SqsApi Sqs { get; }

    public IPaths Paths { get; }

    public override DateTimeOffset GetUtcNow() => now;

    public void Pass(double seconds) => now += TimeSpan.FromSeconds(seconds);

    public Call Call(string account = Account, string origin = Origin) => new()
    {
        Service = SqsModel.Service,
        Operation = SqsModel.Service.Operations[0],
        Region = Region,
        Principal = Principal.Root(account, "test"),
        Now = now,
        Dice = dice,
        RequestId = "1",
        Origin = origin,
    };

    public string Make(string name, params (string Name, string Value)[] attributes) =>
        Of(Sqs.CreateQueue(Call(), new() { QueueName = name, Attributes = Map(attributes) }, default)).QueueUrl!;

    public SendMessageResult Send(string url, string body) =>
        Of(Sqs.SendMessage(Call(), new() { QueueUrl = url, MessageBody = body }, default));

    public List<Api.Sqs.Message> Receive(string url, int max = 10, int? visibility = null, params string[] names) =>
        Of(Sqs.ReceiveMessage(
            Call(),
            new()
            {
                QueueUrl = url,
                MaxNumberOfMessages = max,
                VisibilityTimeout = visibility,
                MessageSystemAttributeNames = [.. names],
                MessageAttributeNames = ["All"],
            },
            default)).Messages ?? [];

    public void Delete(string url, Api.Sqs.Message message) =>
        Of(Sqs.DeleteMessage(Call(), new() { QueueUrl = url, ReceiptHandle = message.ReceiptHandle! }, default));

    public void Set(string url, params (string Name, string Value)[] attributes) =>
        Of(Sqs.SetQueueAttributes(Call(), new() { QueueUrl = url, Attributes = Map(attributes) }, default));

    public Dictionary<string, string> Attributes(string url, params string[] names) =>
        Of(Sqs.GetQueueAttributes(
            Call(), new() { QueueUrl = url, AttributeNames = [.. names] }, default)).Attributes ?? [];

    public static Dictionary<string, string> Map(params (string Name, string Value)[] pairs) =>
        pairs.ToDictionary(pair => pair.Name, pair => pair.Value);

    /// <summary>With no store and nobody else, everything is done before the call returns.</summary>
    public static T Of<T>(ValueTask<T> called)
    {
        Assert.True(called.IsCompleted);
        return called.AsTask().GetAwaiter().GetResult();
    }

    public static void Of(ValueTask called)
    {
        Assert.True(called.IsCompleted);
        called.AsTask().GetAwaiter().GetResult();
    }

    public static AwsError Refused(Action call, string code, string? message = null)
    {
        var error = Assert.Throws<AwsError>(call);
        Assert.Equal(code, error.Code);
        if (message is not null)
        {
            Assert.Equal(message, error.Message);
        }

        return error;
    }
}
