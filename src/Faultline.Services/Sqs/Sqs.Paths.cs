using Faultline.Api.Sqs;

namespace Faultline.Services.Sqs;

/// <summary>
/// LocalStack's look into a queue without receiving: <c>/_aws/sqs/messages?QueueUrl=...</c> and
/// <c>/_aws/sqs/messages/REGION/ACCOUNT/NAME</c>, with <c>ShowInvisible</c> and <c>ShowDelayed</c>.
/// </summary>
internal sealed partial class Sqs : IPaths
{
    private const string MessagesPath = "/_aws/sqs/messages";
    private const string AccountDefault = "000000000000";
    private const int PeekedMax = 10_000;

    public bool Owns(string path) =>
        path == MessagesPath || path.StartsWith(MessagesPath + "/", StringComparison.Ordinal);

    public string? RegionOf(PathRequest request)
    {
        if (Named(request) is [var named, _, _])
        {
            return named;
        }

        var url = QueueUrl.Parse(request.Parameters.GetValueOrDefault("QueueUrl", ""));
        return url.Region.IsEmpty ? null : url.Region.ToString();
    }

    public async ValueTask<PathAnswer> Answer(PathRequest request, CancellationToken ct)
    {
        var queue = book.Find(KeyOf(request)) ?? throw QueueBook.Gone();
        var (inFlight, delayed) = (Asks(request, "ShowInvisible"), Asks(request, "ShowDelayed"));
        using var held = await queue.Take(ct);
        held.State.Settle(book.Now, int.MaxValue);
        var messages = held.State.Peek(inFlight, delayed, PeekedMax).Select(message =>
        {
            var shown = Shown.Show(held.State, message, ["All"], ["All"], "SQS/BACKDOOR/ACCESS");
            if (inFlight)
            {
                shown.Attributes!["IsVisible"] = message.Place is Place.Visible or Place.Dead ? "true" : "false";
            }

            if (delayed)
            {
                shown.Attributes!["IsDelayed"] = message.Place == Place.Delayed ? "true" : "false";
            }

            return shown;
        }).ToList();
        await held.Keep();
        var operation = Array.Find(Model.Operations, one => one.Name == nameof(ReceiveMessage))!;
        return new(Model, operation, new ReceiveMessageResult { Messages = messages });
    }

    /// <summary>
    /// Account and name as the book has them. A bare name is of the account that everyone starts with.
    /// </summary>
    private static string KeyOf(PathRequest request)
    {
        if (Named(request) is [_, var account, var name])
        {
            return $"{account}/{name}";
        }

        var url = QueueUrl.Parse(request.Parameters.GetValueOrDefault("QueueUrl", ""));
        return url.HasAccount ? url.Key.ToString() : $"{AccountDefault}/{url.Key}";
    }

    /// <summary>Region, account and name, where they stand in the path.</summary>
    private static string[]? Named(PathRequest request) =>
        request.Path.Length > MessagesPath.Length + 1 &&
            request.Path[(MessagesPath.Length + 1)..].Split('/') is { Length: 3 } named
            ? named
            : null;

    private static bool Asks(PathRequest request, string parameter) =>
        request.Parameters.GetValueOrDefault(parameter, "") is "1" or "true" or "True";
}
