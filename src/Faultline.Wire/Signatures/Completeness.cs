using System.Text;

namespace Faultline.Wire.Signatures;

/// <summary>Names every part that a signature lacks, as AWS does.</summary>
internal static class Completeness
{
    /// <summary>A name may come again and again, and each time its header's value would be copied.</summary>
    private const int SignedHeadersMax = 128;

    public static void Check(in Claim claim, Refusals refuse, bool s3)
    {
        if (claim.Form == SignatureForm.Url)
        {
            CheckUrl(claim, refuse, s3);
        }
        else
        {
            CheckHeader(claim, refuse, s3);
        }

        var elements = claim.Credential.Span.Count('/') + 1;
        if (elements != (claim.Asymmetric ? 4 : 5))
        {
            throw s3
                ? refuse.Incomplete(
                    "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".")
                : refuse.Incomplete(
                    "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, "
                    + $"got '{claim.Credential}'");
        }

        if (claim.SignedHeaders.Span.Count(';') >= SignedHeadersMax)
        {
            throw refuse.Invalid($"A signature covers at most {SignedHeadersMax} headers.");
        }

        if (!Signs(claim, "host") && !Signs(claim, ":authority"))
        {
            throw refuse.Invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }

        // In a URL every parameter is signed.
        if (claim is { Asymmetric: true, Form: SignatureForm.Header } && !Signs(claim, "x-amz-region-set"))
        {
            throw refuse.Invalid("'X-Amz-Region-Set' must be a 'SignedHeader' in the AWS Authorization.");
        }
    }

    private static void CheckHeader(in Claim claim, Refusals refuse, bool s3)
    {
        if (s3 && claim.Form == SignatureForm.Foreign)
        {
            throw new AwsError(
                "InvalidRequest", 400,
                "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.");
        }

        if (!claim.Misfit.IsEmpty)
        {
            throw refuse.Incomplete(
                $"'{claim.Misfit}' not a valid key=value pair (missing equal-sign) in Authorization header: "
                + $"'{claim.Text}'.");
        }

        if (!claim.Credential.IsEmpty && !claim.Signature.IsEmpty && !claim.SignedHeaders.IsEmpty
            && claim.Timestamp is not null)
        {
            return;
        }

        if (s3)
        {
            throw refuse.Incomplete(
                "the authorization header requires three components: Credential, SignedHeaders, and Signature.");
        }

        var message = new StringBuilder();
        Require("Credential", claim.Credential);
        Require("Signature", claim.Signature);
        Require("SignedHeaders", claim.SignedHeaders);
        if (claim.Timestamp is null)
        {
            message.Append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        }

        throw refuse.Incomplete($"{message}Authorization={claim.Text}");

        void Require(string name, ReadOnlyMemory<char> value)
        {
            if (value.IsEmpty)
            {
                message.Append("Authorization header requires '").Append(name).Append("' parameter. ");
            }
        }
    }

    private static void CheckUrl(in Claim claim, Refusals refuse, bool s3)
    {
        if (!claim.Credential.IsEmpty && !claim.Signature.IsEmpty && !claim.SignedHeaders.IsEmpty
            && !string.IsNullOrEmpty(claim.Timestamp) && !string.IsNullOrEmpty(claim.Text)
            && !(s3 && claim.Expires is null))
        {
            if (claim.Asymmetric || claim.Text == "AWS4-HMAC-SHA256")
            {
                return;
            }

            throw s3
                ? refuse.IncompleteUrl("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256\"")
                : refuse.IncompleteUrl($"Unsupported AWS 'algorithm': '{claim.Text}'.");
        }

        if (s3)
        {
            throw refuse.IncompleteUrl(
                "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, "
                + "X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
        }

        var message = new StringBuilder();
        Require("X-Amz-Algorithm", claim.Text);
        Require("X-Amz-Credential", claim.Credential.Span);
        Require("X-Amz-Signature", claim.Signature.Span);
        Require("X-Amz-SignedHeaders", claim.SignedHeaders.Span);
        Require("X-Amz-Date", claim.Timestamp);
        throw refuse.IncompleteUrl($"{message}Re-examine the query-string parameters.");

        void Require(string name, ReadOnlySpan<char> value)
        {
            if (value.IsEmpty)
            {
                message.Append("AWS query-string parameters must include '").Append(name).Append("'. ");
            }
        }
    }

    /// <summary>The header of that name is among those that the signature covers.</summary>
    public static bool Signs(in Claim claim, string name)
    {
        var names = claim.SignedHeaders.Span;
        foreach (var part in names.Split(';'))
        {
            if (names[part].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
