using System.Text;
using System.Text.Json;

namespace Faultline.Machines.Shop;

/// <summary>The checkout queue in SQS. A message is <c>{"order": KEY}</c>.</summary>
internal sealed class CheckoutQueue(string queue, Func<string, string?> variable, TimeProvider clock) : ICheckout
{
    /// <summary>A batch of SQS has so many messages at most ("SendMessageBatch" in the API reference).</summary>
    public const int BatchMax = 10;

    private const int WaitSeconds = 5;
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(WaitSeconds + 3);

    // Not before it is needed: whatever speaks HTTP takes long to load.
    private readonly Lazy<JsonCalls> calls = new(() => JsonCalls.OfSqs(queue, variable, clock));

    public void Send(IReadOnlyList<string> keys)
    {
        var entries = new StringBuilder();
        for (var i = 0; i < keys.Count; i++)
        {
            var body = Answer.Quoted($"{{\"order\":{Answer.Quoted(keys[i])}}}");
            entries.Append(i == 0 ? "" : ",").Append($"{{\"Id\":\"{i}\",\"MessageBody\":{body}}}");
        }

        using var answer = Call("SendMessageBatch", $"\"Entries\":[{entries}]");
        if (answer.RootElement.TryGetProperty("Failed", out var failed) && failed.GetArrayLength() > 0)
        {
            throw new Away($"{queue} did not take {failed.GetArrayLength()} messages.");
        }
    }

    public IReadOnlyList<Ticket> Receive()
    {
        using var answer = Call(
            "ReceiveMessage", $"\"MaxNumberOfMessages\":{BatchMax},\"WaitTimeSeconds\":{WaitSeconds}", patience);
        return answer.RootElement.TryGetProperty("Messages", out var messages)
            && messages.ValueKind == JsonValueKind.Array
                ? [.. messages.EnumerateArray().Select(each => new Ticket(
                    KeyOf(each.GetProperty("Body").GetString()!), each.GetProperty("ReceiptHandle").GetString()!))]
                : [];
    }

    public void Delete(Ticket ticket) =>
        Call("DeleteMessage", $"\"ReceiptHandle\":{Answer.Quoted(ticket.Receipt)}").Dispose();

    /// <summary>What a message names; null for one that is not ours.</summary>
    public static string? KeyOf(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("order", out var order)
                && order.ValueKind == JsonValueKind.String
                    ? order.GetString()
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private JsonDocument Call(string operation, string members, TimeSpan? limit = null) => calls.Value.Call(
        $"AmazonSQS.{operation}", $"{{\"QueueUrl\":{Answer.Quoted(queue)},{members}}}", limit);
}
