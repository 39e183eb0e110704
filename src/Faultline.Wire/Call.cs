using Faultline.Kernel;
using Faultline.Wire.Signatures;

namespace Faultline.Wire;

/// <summary>Who calls what, where and when: all that a behaviour may know of a request besides its input.</summary>
public sealed record Call
{
    public required ServiceModel Service { get; init; }

    public required Operation Operation { get; init; }

    public required string Region { get; init; }

    public required Principal Principal { get; init; }

    public string Account => Principal.Account;

    public required DateTimeOffset Now { get; init; }

    public required Dice Dice { get; init; }

    public required string RequestId { get; init; }

    /// <summary>
    /// Scheme, host and port by which the caller reached us, as in <c>http://localhost:4566</c>: our URLs start so.
    /// </summary>
    public required string Origin { get; init; }

    /// <summary>
    /// Under what a part of AWS repeats this call until it is answered, for an operation that has no client token of
    /// its own; null for everybody else.
    /// </summary>
    public string? Token { get; init; }

    public string SourceAddress { get; init; } = "127.0.0.1";
}

/// <summary>
/// Who calls: the account, the ARN and unique id that GetCallerIdentity shows, and the key that signed.
/// </summary>
public sealed record Principal(string Account, string Arn, string UserId, string? AccessKey)
{
    /// <summary>A caller without a signature, where such a one is let in.</summary>
    public static Principal Anonymous { get; } = new("anonymous", "anonymous", "anonymous", null);

    /// <summary>
    /// Nobody checked a secret: an unknown key or an unsigned call, taken on trust for the root of the account.
    /// </summary>
    public bool Unverified { get; init; }

    /// <summary>
    /// The part of AWS that calls for the account, by its service principal; null for everybody else. Nobody from
    /// outside can call so.
    /// </summary>
    public string? Service { get; init; }

    /// <summary>The session that the key belongs to; null for a key that lasts.</summary>
    public Session? Session { get; init; }

    /// <summary>A part of AWS in its role in an account ("Using service-linked roles", IAM User Guide).</summary>
    public static Principal OfService(string account, string service, string role) =>
        new(account, $"arn:aws:sts::{account}:assumed-role/{role}", service, null) { Service = service };

    /// <summary>The root of an account, which an unknown key such as <c>test</c> stands for.</summary>
    public static Principal Root(string account, string? accessKey) =>
        new(account, $"arn:aws:iam::{account}:root", account, accessKey);
}
