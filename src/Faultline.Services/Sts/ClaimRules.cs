using Faultline.Api.Sts;
using Faultline.Wire;
using Faultline.Wire.Constraints;

namespace Faultline.Services.Sts;

/// <summary>
/// What a token or an assertion says of its session keeps to the limits that a caller of AssumeRole has. Codes and
/// messages are those of AWS: "Troubleshoot SAML federation with IAM" in the IAM user guide, and what it answers where
/// tags do not fit.
/// </summary>
internal static class ClaimRules
{
    public static void Check(Call call, List<Tag> tags, List<string>? transitive, string? source)
    {
        var asked = Asked();
        (asked.Tags, asked.TransitiveTagKeys) = (tags, transitive);
        if (!Fits(call, asked))
        {
            throw new CommonErrors(StsModel.Service, Protocol.Query).Validation("Unable to validate tags");
        }

        var named = Asked();
        named.SourceIdentity = source;
        if (!Fits(call, named))
        {
            throw StsErrors.InvalidIdentityTokenException(
                "Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with \"aws:\"");
        }
    }

    /// <summary>The limits are the model's, so a request of AssumeRole is asked for them.</summary>
    private static bool Fits(Call call, AssumeRoleRequest asked) =>
        InputConstraints.Check(call.Operation, asked, Protocol.Query) is null;

    private static AssumeRoleRequest Asked() => new()
    {
        RoleArn = "arn:aws:iam::000000000000:role/any",
        RoleSessionName = "any",
    };
}
