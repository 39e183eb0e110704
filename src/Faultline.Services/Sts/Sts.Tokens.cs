using Faultline.Api.Sts;
using Faultline.Wire;
using Faultline.Wire.Signatures;

namespace Faultline.Services.Sts;

public sealed partial class Sts
{
    /// <summary>
    /// What an account's root may have at most; it gets that when it asks for more (GetSessionToken, API reference).
    /// </summary>
    private static readonly TimeSpan RootDurationMax = TimeSpan.FromHours(1);

    private static readonly TimeSpan TokenDurationDefault = TimeSpan.FromHours(12);

    public override ValueTask<GetSessionTokenResponse> GetSessionToken(
        Call call, GetSessionTokenRequest request, CancellationToken ct)
    {
        RefuseSessions(call);
        var caller = call.Principal;
        return new(new GetSessionTokenResponse
        {
            Credentials = Credentials(call, new()
            {
                Kind = SessionKind.User,
                Account = caller.Account,
                Arn = caller.Arn,
                UserId = caller.UserId,
                Issuer = caller.Arn,
                Issued = call.Now,
                Expires = After(call, TokenDuration(call, request.DurationSeconds)),
                MultiFactor = ShowsSecondFactor(call, request.SerialNumber, request.TokenCode),
            }),
        });
    }

    public override ValueTask<GetFederationTokenResponse> GetFederationToken(
        Call call, GetFederationTokenRequest request, CancellationToken ct)
    {
        RefuseSessions(call);
        var policy = SessionPolicy.Of(request.Policy, request.PolicyArns, request.Tags);
        var caller = call.Principal;
        var user = new FederatedUser
        {
            Arn = $"arn:{RoleArn.PartitionOf(caller.Arn)}:sts::{caller.Account}:federated-user/{request.Name}",
            FederatedUserId = $"{caller.Account}:{request.Name}",
        };
        return new(new GetFederationTokenResponse
        {
            Credentials = Credentials(call, new()
            {
                Kind = SessionKind.Federated,
                Account = caller.Account,
                Arn = user.Arn,
                UserId = user.FederatedUserId,
                Issuer = caller.Arn,
                Name = request.Name,
                Issued = call.Now,
                Expires = After(call, TokenDuration(call, request.DurationSeconds)),
                Policy = request.Policy,
                PolicyArns = policy.Arns,
                Tags = policy.Tags,
            }),
            FederatedUser = user,
            PackedPolicySize = policy.PackedPercent,
        });
    }

    private static void RefuseSessions(Call call)
    {
        if (call.Principal.Session is not null)
        {
            throw Common.AccessDenied($"Cannot call {call.Operation.Name} with session credentials");
        }
    }

    private static TimeSpan TokenDuration(Call call, int? seconds)
    {
        var duration = seconds is { } asked ? TimeSpan.FromSeconds(asked) : TokenDurationDefault;
        var root = call.Principal.Arn.EndsWith(":root", StringComparison.Ordinal);
        return root && duration > RootDurationMax ? RootDurationMax : duration;
    }

    /// <summary>
    /// The call shows a second factor. There are no devices before there is IAM, so only those whose secret is not
    /// checked either are believed.
    /// </summary>
    private static bool ShowsSecondFactor(Call call, string? device, string? code)
    {
        if (device is null && code is null)
        {
            return false;
        }

        if (device is null || code is null)
        {
            throw Common.AccessDenied(
                "MultiFactorAuthentication failed, must provide both MFA serial number and one time pass code.");
        }

        return call.Principal.Unverified
            ? true
            : throw Common.AccessDenied("MultiFactorAuthentication failed with invalid MFA one time pass code.");
    }
}
