using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Faultline.Kernel;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire.Signatures;

namespace Faultline.Services.Ec2.Metadata;

/// <summary>
/// The instance metadata service, versions 1 and 2 ("Use the Instance Metadata Service to access instance metadata" in
/// the EC2 user guide): answers one request of an instance about itself.
/// </summary>
internal sealed class MetadataService(string region, Node node, Ec2Book book, Sessions? sessions)
{
    private const string TokenPath = "latest/api/token";
    private const string CredentialsPath = "latest/meta-data/iam/security-credentials";
    private const string TokenHeader = "x-aws-ec2-metadata-token";
    private const string SecondsHeader = "x-aws-ec2-metadata-token-ttl-seconds";
    private const int SecondsMax = 21_600;

    private static readonly TimeSpan CredentialsLast = TimeSpan.FromHours(6);

    /// <summary>What tokens are sealed with. A token is no good after a restart; clients fetch another one.</summary>
    private readonly byte[] secret = Secret(node.Dice.Fork("metadata"));

    public async ValueTask<MetadataAnswer> Answer(string instance, MetadataRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        if (held.State.Machines.Find(instance) is not { } machine
            || machine.Shown.MetadataOptions?.HttpEndpoint == "disabled")
        {
            return MetadataAnswer.Forbidden;
        }

        var path = request.Path.Trim('/');
        if (request.Method == "PUT")
        {
            return path == TokenPath ? Token(machine, request) : MetadataAnswer.NotAllowed;
        }

        if (request.Method is not ("GET" or "HEAD"))
        {
            return MetadataAnswer.NotAllowed;
        }

        var token = request.Headers.GetValueOrDefault(TokenHeader);
        if (token is null ? machine.Shown.MetadataOptions?.HttpTokens == "required" : !IsGood(machine, token))
        {
            return MetadataAnswer.Unauthorized;
        }

        if (path == "latest/user-data")
        {
            return machine.UserData is { Length: > 0 } data
                ? new(200, Convert.FromBase64String(data))
                : MetadataAnswer.NotFound;
        }

        var text = Find(held.State, machine, path);
        return text is null ? MetadataAnswer.NotFound : new(200, text);
    }

    private string? Find(Ec2State state, Machine machine, string path)
    {
        if ($"{path}/".StartsWith(CredentialsPath + '/', StringComparison.Ordinal))
        {
            return Credentials(machine, path[CredentialsPath.Length..].Trim('/'));
        }

        if (EventList.Find(state, machine, path, node.Now) is { } events)
        {
            return events;
        }

        if (path.Length == 0 || path == "latest")
        {
            return path.Length == 0 ? "1.0\nlatest" : "dynamic\nmeta-data\nuser-data";
        }

        return new MetadataTree(region, machine, new InstanceView(state).Of(machine)).Find(path);
    }

    private MetadataAnswer Token(Machine machine, MetadataRequest request)
    {
        if (request.Headers.ContainsKey("x-forwarded-for"))
        {
            return MetadataAnswer.Forbidden;
        }

        if (!int.TryParse(
            request.Headers.GetValueOrDefault(SecondsHeader), CultureInfo.InvariantCulture, out var seconds)
            || seconds is < 1 or > SecondsMax)
        {
            return MetadataAnswer.Bad;
        }

        var until = node.Now.ToUnixTimeSeconds() + seconds;
        return new(200, $"{until:x}.{Seal(machine, until)}", seconds);
    }

    private bool IsGood(Machine machine, string token) =>
        token.Split('.') is [var hex, var seal]
        && long.TryParse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var until)
        && until > node.Now.ToUnixTimeSeconds()
        && CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(seal), Encoding.ASCII.GetBytes(Seal(machine, until)));

    private string Seal(Machine machine, long until) => Convert.ToHexStringLower(
        HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes($"{machine.Id} {until}")));

    /// <summary>
    /// The name of the role, or credentials of it. The profile's role has the profile's name until IAM is here.
    /// </summary>
    private string? Credentials(Machine machine, string role)
    {
        if (machine.Shown.IamInstanceProfile?.Arn is not { } arn || sessions is null)
        {
            return null;
        }

        var name = arn[(arn.LastIndexOf('/') + 1)..];
        if (role.Length == 0)
        {
            return name;
        }

        if (role != name)
        {
            return null;
        }

        var now = node.Now;
        var session = new Session
        {
            Account = machine.Account,
            Arn = $"arn:aws:sts::{machine.Account}:assumed-role/{name}/{machine.Id}",
            UserId = $"{node.Dice.Fork(arn).Unique("AROA")}:{machine.Id}",
            Kind = SessionKind.Role,
            Issued = now,
            Expires = now + CredentialsLast,
            Issuer = $"arn:aws:iam::{machine.Account}:role/{name}",
            Name = machine.Id,
        };
        return IdentityDocument.Credentials(sessions.Make(session, node.Dice), session);
    }

    private static byte[] Secret(Dice dice)
    {
        var bytes = new byte[32];
        dice.Fill(bytes);
        return bytes;
    }
}

/// <summary>A request of an instance; the names of headers are in lower case.</summary>
internal sealed record MetadataRequest(string Method, string Path, IReadOnlyDictionary<string, string> Headers);

/// <summary>What it is answered: bytes, which are text in all but user data.</summary>
internal sealed record MetadataAnswer(int Status, byte[] Body, int? TokenSeconds = null)
{
    public MetadataAnswer(int status, string text, int? tokenSeconds = null)
        : this(status, Encoding.UTF8.GetBytes(text), tokenSeconds)
    {
    }

    public static MetadataAnswer Bad { get; } = new(400, "Bad Request");
    public static MetadataAnswer Unauthorized { get; } = new(401, "Unauthorized");
    public static MetadataAnswer Forbidden { get; } = new(403, "Forbidden");
    public static MetadataAnswer NotFound { get; } = new(404, "Not Found");
    public static MetadataAnswer NotAllowed { get; } = new(405, "Method Not Allowed");

    public string Text => Encoding.UTF8.GetString(Body);
}
