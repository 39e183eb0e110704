using Faultline.Api.Sqs;
using Faultline.Kernel;
using Faultline.Store;
using Faultline.Wire;

namespace Faultline.Services.Sqs;

/// <summary>
/// Amazon SQS: queues that keep what they acknowledged. Its README says what it promises, what it leaves out, and how
/// it fails.
/// </summary>
internal sealed partial class Sqs : SqsApi, IAsyncDisposable
{
    private readonly string region;
    private readonly SqsOptions options;
    private readonly QueueBook book;
    private readonly DeadLetters deadLetters;
    private readonly MoveTasks moves;
    private readonly Retention retention;

    public Sqs(string region, Node node, RegionStore store, SqsOptions options, Surroundings around)
    {
        (this.region, this.options) = (region, options);
        place = around.Atlas.Region(region) ?? around.Atlas.Everything;
        book = new(region, node, store, options);
        deadLetters = new(book);
        moves = new(book, node);
        retention = new(book, node);
    }

    public void Start()
    {
        moves.Start();
        retention.Start();
    }

    public ValueTask Quiet() => book.Quiet();

    public async ValueTask DisposeAsync()
    {
        await moves.DisposeAsync();
        await retention.DisposeAsync();
    }

    /// <summary>
    /// The queue that a URL names. A bare name is the caller's own queue; another account's needs a policy that allows
    /// the action, and not even a policy gives the actions that only owners have (null).
    /// </summary>
    private Queue Find(Call call, string url, string? action)
    {
        var parsed = QueueUrl.Parse(url);
        if (!parsed.Region.IsEmpty && !parsed.Region.SequenceEqual(region))
        {
            throw SqsErrors.InvalidAddress($"The address {url} is not valid for this endpoint.");
        }

        var queue = parsed.HasAccount ? book.Find(parsed.Key) : book.Find($"{call.Account}/{parsed.Key}");
        if (parsed.HasAccount && !parsed.Account.SequenceEqual(call.Account))
        {
            Authorize(call, queue, url, action);
        }

        return queue ?? throw QueueBook.Gone();
    }

    private Queue FindBy(string arn, string parameter) =>
        QueueArn.TryParse(arn, out var parsed)
            ? book.Find(parsed) ?? throw SqsErrors.ResourceNotFoundException(
                $"The resource that you specified for the {parameter} parameter doesn't exist.")
            : throw Refusal.Parameter(
                $"You must use this format to specify the {parameter}: " +
                "arn:<partition>:<service>:<region>:<account-id>:<resource-id>");

    private string UrlOf(Call call, Queue queue) =>
        QueueUrl.Write(options, call.Origin, region, queue.Arn.Account, queue.Arn.Name);

    private static void Authorize(Call call, Queue? queue, string url, string? action)
    {
        var policy = queue?.Settings.Policy;
        if (action is null || policy is null || AccessPolicy.Parse(policy)?.Allows(call.Account, action) != true)
        {
            throw Refusal.NotAllowed(url);
        }
    }
}
