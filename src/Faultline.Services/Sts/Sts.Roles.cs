using Faultline.Api.Sts;
using Faultline.Wire;
using Faultline.Wire.Signatures;

namespace Faultline.Services.Sts;

public sealed partial class Sts
{
    /// <summary>
    /// How long a role's session may last unless the role says otherwise (MaxSessionDuration, CreateRole, IAM API).
    /// </summary>
    private static readonly TimeSpan RoleDurationMax = TimeSpan.FromHours(1);

    public override ValueTask<AssumeRoleResponse> AssumeRole(
        Call call, AssumeRoleRequest request, CancellationToken ct)
    {
        var role = Role(request.RoleArn);
        if (!call.Principal.Unverified)
        {
            throw Common.AccessDenied(
                $"User: {call.Principal.Arn} is not authorized to perform: sts:AssumeRole on resource: {role.Text}");
        }

        var policy = SessionPolicy.Of(request.Policy, request.PolicyArns, request.Tags);
        var session = Assumed(call, role, request.RoleSessionName, RoleDuration(request.DurationSeconds), policy) with
        {
            Policy = request.Policy,
            TransitiveTags = policy.Transitive(request.TransitiveTagKeys),
            SourceIdentity = request.SourceIdentity,
            MultiFactor = ShowsSecondFactor(call, request.SerialNumber, request.TokenCode),
        };
        return new(new AssumeRoleResponse
        {
            Credentials = Credentials(call, session),
            AssumedRoleUser = User(session),
            PackedPolicySize = policy.PackedPercent,
            SourceIdentity = session.SourceIdentity,
        });
    }

    public override ValueTask<AssumeRoleWithWebIdentityResponse> AssumeRoleWithWebIdentity(
        Call call, AssumeRoleWithWebIdentityRequest request, CancellationToken ct)
    {
        var role = Role(request.RoleArn);
        var token = WebToken.Read(request.WebIdentityToken, call.Now);
        ClaimRules.Check(call, token.Tags, token.TransitiveTags, token.SourceIdentity);
        LetIn(call);
        var policy = SessionPolicy.Of(request.Policy, request.PolicyArns, token.Tags);
        var session = Assumed(call, role, request.RoleSessionName, RoleDuration(request.DurationSeconds), policy) with
        {
            Policy = request.Policy,
            TransitiveTags = policy.Transitive(token.TransitiveTags),
            SourceIdentity = token.SourceIdentity,
        };
        return new(new AssumeRoleWithWebIdentityResponse
        {
            Credentials = Credentials(call, session),
            AssumedRoleUser = User(session),
            PackedPolicySize = policy.PackedPercent,
            SourceIdentity = session.SourceIdentity,
            SubjectFromWebIdentityToken = token.Subject,
            Audience = token.Audience,
            Provider = $"arn:{role.Partition}:iam::{role.Account}:oidc-provider/{token.Host}",
        });
    }

    public override ValueTask<AssumeRoleWithSAMLResponse> AssumeRoleWithSAML(
        Call call, AssumeRoleWithSAMLRequest request, CancellationToken ct)
    {
        var role = Role(request.RoleArn);
        var assertion = SamlAssertion.Read(request.SAMLAssertion, call.Now);
        ClaimRules.Check(call, assertion.Tags, assertion.TransitiveTags, assertion.SourceIdentity);
        if (!assertion.Grants(request.RoleArn, request.PrincipalArn))
        {
            throw NotAuthorized(call);
        }

        LetIn(call);
        var policy = SessionPolicy.Of(request.Policy, request.PolicyArns, assertion.Tags);
        var session = Assumed(call, role, assertion.SessionName, RoleDuration(request.DurationSeconds), policy) with
        {
            Policy = request.Policy,
            TransitiveTags = policy.Transitive(assertion.TransitiveTags),
            SourceIdentity = assertion.SourceIdentity,
        };
        if (assertion.SessionEnds is { } ends && ends < session.Expires)
        {
            session = session with { Expires = ends };
        }

        return new(new AssumeRoleWithSAMLResponse
        {
            Credentials = Credentials(call, session),
            AssumedRoleUser = User(session),
            PackedPolicySize = policy.PackedPercent,
            SourceIdentity = session.SourceIdentity,
            Subject = assertion.Subject,
            SubjectType = assertion.SubjectType,
            Issuer = assertion.Issuer,
            Audience = assertion.Recipient,
            NameQualifier = assertion.NameQualifier(role.Account, request.PrincipalArn),
        });
    }

    private static RoleArn Role(string text) =>
        RoleArn.Parse(text) ?? throw Common.Validation($"{text} is invalid");

    /// <summary>A role that nobody made stands open to those alone who are taken on trust anyway.</summary>
    private static void LetIn(Call call)
    {
        if (!call.Principal.Unverified)
        {
            throw NotAuthorized(call);
        }
    }

    private static AwsError NotAuthorized(Call call) =>
        Common.AccessDenied($"Not authorized to perform sts:{call.Operation.Name}");

    private static TimeSpan RoleDuration(int? seconds)
    {
        var duration = seconds is { } asked ? TimeSpan.FromSeconds(asked) : RoleDurationMax;
        return duration <= RoleDurationMax ? duration : throw Common.Validation(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    }

    private static Session Assumed(Call call, RoleArn role, string name, TimeSpan duration, SessionPolicy policy) =>
        new()
        {
            Kind = SessionKind.Role,
            Account = role.Account,
            Arn = role.Assumed(name),
            UserId = $"{role.Id}:{name}",
            Issuer = role.Text,
            Name = name,
            Issued = call.Now,
            Expires = After(call, duration),
            PolicyArns = policy.Arns,
            Tags = policy.Tags,
        };

    private static AssumedRoleUser User(Session session) => new() { Arn = session.Arn, AssumedRoleId = session.UserId };
}
