using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Faultline.Machines;

/// <summary>
/// Calls of one service, signed as "Create a signed AWS API request" in the AWS IAM user guide says. What is signed is
/// always the same few headers, so this is all of it.
/// </summary>
internal sealed class SignedCalls
{
    /// <summary>Whoever asks a page waits meanwhile.</summary>
    private static readonly TimeSpan usualPatience = TimeSpan.FromSeconds(2);

    // One for the process, which needs it until it ends. Each call has a limit of its own.
    private static readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private readonly string service;
    private readonly string contentType;
    private readonly Uri endpoint;
    private readonly string region;
    private readonly TimeProvider clock;
    private readonly MachineKeys keys;

    public SignedCalls(
        string service, string contentType, Uri? home, Func<string, string?> variable, TimeProvider clock)
    {
        this.service = service;
        this.contentType = contentType;
        region = Given("AWS_REGION") ?? Given("AWS_DEFAULT_REGION") ?? "us-east-1";
        var asked = Given($"AWS_ENDPOINT_URL_{service.ToUpperInvariant()}") ?? Given("AWS_ENDPOINT_URL");
        endpoint = asked is null ? home ?? new($"https://{service}.{region}.amazonaws.com") : new(asked);
        this.clock = clock;
        keys = new(client, variable, clock, endpoint.IsLoopback);
        string? Given(string name) => variable(name) is { Length: > 0 } value ? value : null;
    }

    /// <summary>What is answered. Whatever else comes, or nothing at all, is <see cref="Away"/>.</summary>
    public byte[] Call(string? target, string body, TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? usualPatience, clock);
        try
        {
            using var request = Signed(target, Encoding.UTF8.GetBytes(body), keys.Get());
            using var answer = client.Send(request, limit.Token);
            using var bytes = new MemoryStream();
            answer.Content.ReadAsStream(limit.Token).CopyTo(bytes);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return bytes.ToArray();
            }

            if (answer.StatusCode == HttpStatusCode.Forbidden)
            {
                keys.Forget();
            }

            throw new Away($"{Name} answered {(int)answer.StatusCode}: {Encoding.UTF8.GetString(bytes.ToArray())}");
        }
        catch (Exception gone) when (gone is HttpRequestException or OperationCanceledException or IOException
            or JsonException or UriFormatException)
        {
            throw new Away($"{Name} cannot be reached: {gone.Message}", gone);
        }
    }

    private string Name => $"{service.ToUpperInvariant()} at {endpoint}";

    private HttpRequestMessage Signed(string? target, byte[] body, MachineKey key)
    {
        var now = clock.GetUtcNow().UtcDateTime;
        var date = now.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
        var stamp = now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        List<(string Name, string Value)> headers =
        [
            ("content-type", contentType),
            ("host", endpoint.Authority),
            ("x-amz-date", stamp),
        ];
        if (key.Token is { } token)
        {
            headers.Add(("x-amz-security-token", token));
        }

        if (target is not null)
        {
            headers.Add(("x-amz-target", target));
        }

        var names = string.Join(';', headers.Select(each => each.Name));
        var lines = string.Concat(headers.Select(each => $"{each.Name}:{each.Value}\n"));
        var canonical = $"POST\n{endpoint.AbsolutePath}\n\n{lines}\n{names}\n{Hash(body)}";
        var scope = $"{date}/{region}/{service}/aws4_request";
        var text = $"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{Hash(Encoding.UTF8.GetBytes(canonical))}";
        var secret = new[] { date, region, service, "aws4_request" }.Aggregate(
            Encoding.UTF8.GetBytes("AWS4" + key.Secret), (made, part) => Mac(made, part));
        var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        foreach (var (name, value) in headers.Where(each => each.Name.StartsWith("x-amz-", StringComparison.Ordinal)))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation(
            "Authorization",
            $"AWS4-HMAC-SHA256 Credential={key.Id}/{scope}, SignedHeaders={names}, "
            + $"Signature={Convert.ToHexStringLower(Mac(secret, text))}");
        return request;
    }

    private static byte[] Mac(byte[] key, string text) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
