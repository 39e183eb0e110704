using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Faultline.Wire;
using Faultline.Wire.Protocols.Json;
using Faultline.Wire.Shapes;

namespace Faultline.Drills.Sites.Live;

/// <summary>The HTTP of a server. Where nobody answers, that is an <see cref="IOException"/>.</summary>
internal sealed class LiveDoor : IDisposable
{
    /// <summary>Longer than any call that a drill makes waits; whoever wants to wait less says so.</summary>
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(60);

    private readonly HttpClient client;

    public LiveDoor(string endpoint) =>
        // A proxy that the environment names knows nothing of this machine's servers.
        client = new(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new(endpoint), Timeout = AnswerMax };

    /// <summary>Calls an operation by one of our own paths.</summary>
    public ValueTask<TOut> Call<TOut>(string path, IStructure input, CancellationToken ct)
        where TOut : class, IStructure, new() =>
        Call<TOut>(input, body => Request(HttpMethod.Post, path, body), ct);

    /// <summary>Calls an operation as an SDK does.</summary>
    public ValueTask<TOut> Call<TOut>(SignedCall call, IStructure input, CancellationToken ct)
        where TOut : class, IStructure, new() => Call<TOut>(input, call.Request, ct);

    /// <summary>Calls an operation by one of our own paths, with JSON both ways.</summary>
    public ValueTask<byte[]> Call(string path, byte[] input, CancellationToken ct) =>
        Call(Request(HttpMethod.Post, path, input), ct);

    /// <summary>One of our own paths, which answers JSON. What it refuses is a <see cref="DrillRefused"/>.</summary>
    public async ValueTask<JsonElement> Own(HttpMethod method, string path, byte[]? body, CancellationToken ct)
    {
        using var request = Request(method, path, body);
        var answer = await Send(request, ct);
        return answer.IsSuccess ? Parse(answer.Body) : throw new DrillRefused(Problems(answer));
    }

    /// <summary>The same; null where there is no such thing.</summary>
    public async ValueTask<JsonElement?> Try(HttpMethod method, string path, CancellationToken ct)
    {
        using var request = Request(method, path, null);
        var answer = await Send(request, ct);
        return answer.Status == HttpStatusCode.NotFound ? null
            : answer.IsSuccess ? Parse(answer.Body)
            : throw new DrillRefused(Problems(answer));
    }

    public void Dispose() => client.Dispose();

    private async ValueTask<TOut> Call<TOut>(
        IStructure input, Func<byte[], HttpRequestMessage> request, CancellationToken ct)
        where TOut : class, IStructure, new()
    {
        var body = new ArrayBufferWriter<byte>();
        JsonShapeWriter.Write(input, body);
        var answer = await Call(request(body.WrittenSpan.ToArray()), ct);
        var output = new TOut();
        JsonShapeReader.Read(answer, output);
        return output;
    }

    private async ValueTask<byte[]> Call(HttpRequestMessage request, CancellationToken ct)
    {
        using (request)
        {
            var answer = await Send(request, ct);
            return answer.IsSuccess ? answer.Body : throw Error(answer);
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, byte[]? body)
    {
        var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        }

        return request;
    }

    private async ValueTask<Answer> Send(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            using var response = await client.SendAsync(request, ct);
            return new(
                response.StatusCode, await response.Content.ReadAsByteArrayAsync(ct), Code(response.Headers));
        }
        catch (HttpRequestException gone)
        {
            throw new IOException($"{client.BaseAddress} does not answer: {gone.Message}", gone);
        }
        catch (OperationCanceledException slow) when (!ct.IsCancellationRequested)
        {
            throw new IOException($"{client.BaseAddress} has not answered within {AnswerMax.TotalSeconds:0} s.", slow);
        }
    }

    private static string? Code(HttpResponseHeaders headers) =>
        headers.TryGetValues("x-faultline-error-code", out var own) ? own.First()
        : headers.TryGetValues("x-amzn-query-error", out var query) ? query.First().Split(';')[0]
        : null;

    /// <summary>What AWS's JSON protocols say of an error.</summary>
    private static AwsError Error(Answer answer)
    {
        try
        {
            var json = Parse(answer.Body);
            var type = json.TryGetProperty("__type", out var named) ? named.GetString()! : "Unknown";
            var message = json.TryGetProperty("message", out var lower) ? lower.GetString()
                : json.TryGetProperty("Message", out var upper) ? upper.GetString() : "";
            return new(answer.Code ?? type[(type.IndexOf('#') + 1)..], (int)answer.Status, message ?? "");
        }
        catch (Exception other) when (other is JsonException or InvalidOperationException)
        {
            return new("Unknown", (int)answer.Status, Encoding.UTF8.GetString(answer.Body).ReplaceLineEndings(" "));
        }
    }

    private static List<string> Problems(Answer answer)
    {
        try
        {
            var json = Parse(answer.Body);
            if (json.TryGetProperty("errors", out var errors))
            {
                return [.. errors.EnumerateArray().Select(each => each.GetString()!)];
            }

            if (json.TryGetProperty("error", out var error))
            {
                return [error.GetString()!];
            }
        }
        catch (Exception other) when (other is JsonException or InvalidOperationException)
        {
            // Somebody else's words: they are shown as they came.
        }

        return [$"the server answered {(int)answer.Status}: "
            + Encoding.UTF8.GetString(answer.Body).ReplaceLineEndings(" ")];
    }

    private static JsonElement Parse(byte[] body)
    {
        using var json = JsonDocument.Parse(body);
        return json.RootElement.Clone();
    }

    private sealed record Answer(HttpStatusCode Status, byte[] Body, string? Code)
    {
        public bool IsSuccess => (int)Status is >= 200 and < 300;
    }
}
