using System.Net;
using System.Text.Json;

namespace Faultline.Machines;

/// <summary>
/// The keys that an instance signs with, found where SDKs look: the environment, then the metadata service, which has
/// those of the instance profile. A server of this machine takes keys that nobody made, so there any do.
/// </summary>
internal sealed class MachineKeys(HttpClient client, Func<string, string?> variable, TimeProvider clock, bool anyDo)
{
    /// <summary>New ones are fetched so long before the old ones end.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(5);

    private const string Path = "/latest/meta-data/iam/security-credentials/";

    private volatile MachineKey? known;

    public MachineKey Get()
    {
        if (known is { } kept && kept.Until - Ahead > clock.GetUtcNow())
        {
            return kept;
        }

        return known = Given("AWS_ACCESS_KEY_ID") is { } id && Given("AWS_SECRET_ACCESS_KEY") is { } secret
            ? new(id, secret, Given("AWS_SESSION_TOKEN"), DateTimeOffset.MaxValue)
            : OfProfile()
                ?? (anyDo
                    ? new("test", "test", null, clock.GetUtcNow())
                    : throw new Away("There are no keys to sign with, neither given nor of a profile."));
    }

    /// <summary>They are not good any more.</summary>
    public void Forget() => known = null;

    private MachineKey? OfProfile()
    {
        if (Given("AWS_EC2_METADATA_SERVICE_ENDPOINT") is not { } service)
        {
            return null;
        }

        var token = Ask(
            HttpMethod.Put, $"{service}/latest/api/token", ("X-aws-ec2-metadata-token-ttl-seconds", "60"));
        if (token is null
            || Ask(HttpMethod.Get, service + Path, ("X-aws-ec2-metadata-token", token)) is not { } role
            || Ask(HttpMethod.Get, service + Path + role, ("X-aws-ec2-metadata-token", token)) is not { } text)
        {
            return null;
        }

        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        return new(
            root.GetProperty("AccessKeyId").GetString()!,
            root.GetProperty("SecretAccessKey").GetString()!,
            root.GetProperty("Token").GetString(),
            root.GetProperty("Expiration").GetDateTimeOffset());
    }

    private string? Ask(HttpMethod method, string address, (string Name, string Value) header)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.TryAddWithoutValidation(header.Name, header.Value);
        using var answer = client.Send(request);
        using var reader = new StreamReader(answer.Content.ReadAsStream());
        return answer.StatusCode == HttpStatusCode.OK ? reader.ReadToEnd().Trim() : null;
    }

    private string? Given(string name) => variable(name) is { Length: > 0 } value ? value : null;
}

/// <summary>A key to sign with, and until when it is good.</summary>
internal sealed record MachineKey(string Id, string Secret, string? Token, DateTimeOffset Until);
