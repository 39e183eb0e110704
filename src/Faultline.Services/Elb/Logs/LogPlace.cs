using System.Collections.Immutable;
using System.Globalization;

namespace Faultline.Services.Elb.Logs;

/// <summary>
/// Where logs of one kind go: a bucket, and what stands before its keys ("Enable access logs for your Application Load
/// Balancer" in the user guide). There is no S3 here yet, so every bucket that could be there is.
/// </summary>
internal sealed record LogPlace(string Bucket, string Prefix)
{
    public const string Access = "access_logs";
    public const string Connections = "connection_logs";

    private const int SegmentMax = 200;

    private static readonly string[] all = [Access, Connections, "health_check_logs"];

    /// <summary>The path of what the account has in a region on a day.</summary>
    public string Folder(string account, string region, DateTimeOffset day) =>
        $"{Root}/AWSLogs/{account}/elasticloadbalancing/{region}/"
        + day.UtcDateTime.ToString("yyyy'/'MM'/'dd", CultureInfo.InvariantCulture);

    public string Root => Prefix.Length == 0 ? Bucket : $"{Bucket}/{Prefix}";

    /// <summary>Null where logs of that kind are not switched on.</summary>
    public static LogPlace? Of(ImmutableSortedDictionary<string, string> set, string kind) =>
        set.GetValueOrDefault($"{kind}.s3.enabled") == "true"
            ? new(
                set.GetValueOrDefault($"{kind}.s3.bucket", ""),
                set.GetValueOrDefault($"{kind}.s3.prefix", "").Trim('/'))
            : null;

    /// <summary>Refuses places where no log can be.</summary>
    public static void Check(ImmutableSortedDictionary<string, string> set)
    {
        foreach (var kind in all)
        {
            if (Of(set, kind) is not var (bucket, prefix))
            {
                continue;
            }

            if (bucket.Length == 0)
            {
                throw Refusal.Invalid($"The value of '{kind}.s3.bucket' cannot be empty");
            }

            if (!IsBucket(bucket))
            {
                throw Refusal.Configuration(
                    $"Access Denied for bucket: {bucket}. Please check S3bucket permission");
            }

            if (prefix.Contains("AWSLogs", StringComparison.Ordinal))
            {
                throw Refusal.Invalid($"The value of '{kind}.s3.prefix' cannot contain 'AWSLogs'");
            }

            if (!prefix.Split('/').All(IsSegment))
            {
                throw Refusal.NotBuilt($"the value '{prefix}' of {kind}.s3.prefix, which is no path of folders,");
            }
        }
    }

    /// <summary>"General purpose bucket naming rules" in the user guide of Amazon S3.</summary>
    private static bool IsBucket(string name) => name.Length is >= 3 and <= 63
        && name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter is '.' or '-')
        && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
        && !name.Contains("..", StringComparison.Ordinal);

    private static bool IsSegment(string text) => text is not ("." or "..") && text.Length <= SegmentMax
        && !text.Any(letter => char.IsControl(letter) || letter is '\\');
}
