using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Faultline.Whole;

/// <summary>The few SQS calls that the kill test makes, thousands of times, straight over HTTP.</summary>
internal sealed class Queues(Server server) : IDisposable
{
    private readonly HttpClient http = new() { BaseAddress = new(server.Url), Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>The answer; null where the server died before it came.</summary>
    public async Task<JsonNode?> Try(string operation, object input)
    {
        try
        {
            var (status, body) = await Send(operation, input);
            Assert.True(status == 200, $"{operation}: {status} {body}");
            return body.Length == 0 ? new JsonObject() : JsonNode.Parse(body);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Status and body of the answer, whichever it is.</summary>
    public async Task<(int Status, string Body)> Send(string operation, object input)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = new StringContent(JsonSerializer.Serialize(input), Encoding.UTF8),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        request.Headers.Add("x-amz-target", $"AmazonSQS.{operation}");
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        request.Headers.Add("x-amz-date", now.ToString("yyyyMMddTHHmmssZ", CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("authorization",
            $"AWS4-HMAC-SHA256 Credential=test/{now:yyyyMMdd}/us-east-1/sqs/aws4_request, "
            + "SignedHeaders=host;x-amz-date, Signature=00");
        using var response = await http.SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public async Task<JsonNode> Must(string operation, object input) =>
        await Try(operation, input) ?? throw new InvalidOperationException($"{operation}: the server is gone.");

    /// <summary>Receives and deletes until the queue is empty; gives the bodies as they came.</summary>
    public async Task<List<string>> Drain(string url)
    {
        var bodies = new List<string>();
        while (true)
        {
            var answer = await Must("ReceiveMessage", new { QueueUrl = url, MaxNumberOfMessages = 10 });
            var got = answer["Messages"]?.AsArray();
            if (got is null || got.Count == 0)
            {
                return bodies;
            }

            bodies.AddRange(got.Select(message => (string)message!["Body"]!));
            var entries = got.Select((message, i) =>
                new { Id = $"{i}", ReceiptHandle = (string)message!["ReceiptHandle"]! });
            await Must("DeleteMessageBatch", new { QueueUrl = url, Entries = entries });
        }
    }

    public void Dispose() => http.Dispose();
}
