using System.Globalization;
using System.Text.Json;

namespace Faultline.Machines;

/// <summary>
/// Counts in an SQS queue: each count is a message in it, and the number is how many are there. It is as approximate as
/// SQS, and whoever receives from the queue counts down.
/// </summary>
internal sealed class QueueCounter(string queue, Func<string, string?> variable) : ICounter
{
    // Not before somebody counts: whatever speaks HTTP takes long to load.
    private readonly Lazy<JsonCalls> calls = new(() => JsonCalls.OfSqs(queue, variable, Edge.Clock));

    public string Where => queue;

    public long Read()
    {
        using var answer = Call("GetQueueAttributes", "\"AttributeNames\":[\"ApproximateNumberOfMessages\"]");
        return answer.RootElement.TryGetProperty("Attributes", out var attributes)
            && attributes.TryGetProperty("ApproximateNumberOfMessages", out var count)
            && long.TryParse(count.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new Away($"{queue} does not say how many messages it has.");
    }

    public long Add()
    {
        Call("SendMessage", "\"MessageBody\":\"1\"").Dispose();
        return Read();
    }

    private JsonDocument Call(string operation, string members) =>
        calls.Value.Call($"AmazonSQS.{operation}", $"{{\"QueueUrl\":{Answer.Quoted(queue)},{members}}}");
}
