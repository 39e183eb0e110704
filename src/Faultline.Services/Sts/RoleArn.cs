using System.Security.Cryptography;
using System.Text;

namespace Faultline.Services.Sts;

/// <summary>The ARN of a role, taken apart, as in <c>arn:aws:iam::123456789012:role/path/Name</c>.</summary>
internal sealed record RoleArn(string Text, string Partition, string Account, string Name)
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The unique id that a role of this ARN has as long as nobody keeps roles: always the same.</summary>
    public string Id
    {
        get
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Text));
            return "AROA" + string.Create(17, hash, static (span, hash) =>
            {
                for (var i = 0; i < span.Length; i++)
                {
                    span[i] = Base32[hash[i] & 31];
                }
            });
        }
    }

    public static RoleArn? Parse(string text)
    {
        var parts = text.Split(':', 6);
        return parts is ["arn", var partition, "iam", "", var account, var resource]
            && partition.Length > 0
            && account.Length == 12 && account.All(char.IsAsciiDigit)
            && resource.StartsWith("role/", StringComparison.Ordinal)
            && resource[(resource.LastIndexOf('/') + 1)..] is { Length: > 0 and <= 64 } name
            && name.All(IsOfName)
            ? new(text, partition, account, name)
            : null;
    }

    public static string PartitionOf(string arn) =>
        arn.Split(':', 3) is ["arn", { Length: > 0 } partition, _] ? partition : "aws";

    /// <summary>The ARN of one who has assumed the role: the path of the role is not in it.</summary>
    public string Assumed(string session) => $"arn:{Partition}:sts::{Account}:assumed-role/{Name}/{session}";

    private static bool IsOfName(char letter) => char.IsAsciiLetterOrDigit(letter) || "_+=,.@-".Contains(letter);
}
