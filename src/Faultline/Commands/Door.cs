using System.Net;
using System.Text;
using System.Text.Json;

namespace Faultline.Commands;

/// <summary>
/// The way into a server that runs: its own paths, which speak JSON. What the server refuses becomes a
/// <see cref="Refused"/> with the server's own words.
/// </summary>
internal sealed class Door : IDisposable
{
    /// <summary>Longer than a begin or a clear waits for a slow disk.</summary>
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(60);

    private readonly HttpClient client;
    private readonly string endpoint;

    public Door(string endpoint)
    {
        this.endpoint = endpoint;

        // A proxy that the environment names knows nothing of this machine's servers.
        client = new(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new(endpoint),
            Timeout = AnswerMax,
        };
    }

    public Task<JsonElement> Get(string path, CancellationToken ct) => Call(HttpMethod.Get, path, null, ct);

    public Task<JsonElement> Delete(string path, CancellationToken ct) => Call(HttpMethod.Delete, path, null, ct);

    public Task<JsonElement> Post(string path, byte[] body, CancellationToken ct) =>
        Call(HttpMethod.Post, path, body, ct);

    /// <summary>An answer that goes on: it is given as soon as it begins.</summary>
    public async Task<Stream> Follow(string path, CancellationToken ct)
    {
        var response = await Send(new(HttpMethod.Get, path), HttpCompletionOption.ResponseHeadersRead, ct);
        if (!response.IsSuccessStatusCode)
        {
            throw Refusal(response.StatusCode, await response.Content.ReadAsByteArrayAsync(ct));
        }

        return await response.Content.ReadAsStreamAsync(ct);
    }

    public void Dispose() => client.Dispose();

    private async Task<JsonElement> Call(HttpMethod method, string path, byte[]? body, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
        }

        using var response = await Send(request, HttpCompletionOption.ResponseContentRead, ct);
        var bytes = await response.Content.ReadAsByteArrayAsync(ct);
        if (!response.IsSuccessStatusCode)
        {
            throw Refusal(response.StatusCode, bytes);
        }

        using var json = JsonDocument.Parse(bytes);
        return json.RootElement.Clone();
    }

    private async Task<HttpResponseMessage> Send(
        HttpRequestMessage request, HttpCompletionOption until, CancellationToken ct)
    {
        try
        {
            return await client.SendAsync(request, until, ct);
        }
        catch (HttpRequestException gone)
        {
            throw new Refused(CommandLine.Failed, $"the server at {endpoint} does not answer: {gone.Message}");
        }
        catch (TaskCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new Refused(
                CommandLine.Failed,
                $"the server at {endpoint} has not answered within {AnswerMax.TotalSeconds:0} s; its log may say why.");
        }
    }

    /// <summary>What was asked wrongly is a misuse; what is not there, or cannot be done, has failed.</summary>
    private static Refused Refusal(HttpStatusCode status, byte[] body)
    {
        var code = status == HttpStatusCode.BadRequest ? CommandLine.Misused : CommandLine.Failed;
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.TryGetProperty("errors", out var errors))
            {
                return new(code, [.. errors.EnumerateArray().Select(each => each.GetString()!)]);
            }

            if (json.RootElement.TryGetProperty("error", out var error))
            {
                return new(code, error.GetString()!);
            }
        }
        catch (Exception other) when (other is JsonException or InvalidOperationException)
        {
            // Somebody else's words, perhaps AWS's: they are shown as they came.
        }

        return new(code, $"the server answered {(int)status}: {Encoding.UTF8.GetString(body).ReplaceLineEndings(" ")}");
    }
}
