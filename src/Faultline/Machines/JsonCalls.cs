using System.Text.Json;

namespace Faultline.Machines;

/// <summary>Calls of one service that speaks JSON.</summary>
internal sealed class JsonCalls
{
    private readonly SignedCalls calls;

    private JsonCalls(
        string service, string contentType, Uri? home, Func<string, string?> variable, TimeProvider clock) =>
        calls = new(service, contentType, home, variable, clock);

    /// <summary>Calls of SQS, which without a word is where the queue is.</summary>
    public static JsonCalls OfSqs(string queue, Func<string, string?> variable, TimeProvider clock) =>
        new(
            "sqs", "application/x-amz-json-1.0", new(new Uri(queue).GetLeftPart(UriPartial.Authority)), variable,
            clock);

    /// <summary>Calls of Systems Manager, which has the parameters.</summary>
    public static JsonCalls OfSsm(Func<string, string?> variable, TimeProvider clock) =>
        new("ssm", "application/x-amz-json-1.1", null, variable, clock);

    /// <summary>What is answered. Whatever else comes, or nothing at all, is <see cref="Away"/>.</summary>
    public JsonDocument Call(string target, string body, TimeSpan? patience = null)
    {
        var bytes = calls.Call(target, body, patience);
        try
        {
            // An operation that has nothing to say, as DeleteMessage, answers nothing.
            return bytes.Length == 0 ? JsonDocument.Parse("{}") : JsonDocument.Parse(bytes);
        }
        catch (JsonException wrong)
        {
            throw new Away($"{target} was answered with something else than JSON: {wrong.Message}", wrong);
        }
    }
}
