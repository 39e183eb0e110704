using Faultline.Api.Rds;
using Faultline.Services.Rds.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Rds.Catalog;

/// <summary>
/// The authorities of AWS that a database's certificate can be of ("Using SSL/TLS to encrypt a connection to a DB
/// instance", user guide). Which one it is is only shown: databases show a certificate of this server's.
/// </summary>
internal static class Certificates
{
    public const string Default = "rds-ca-rsa2048-g1";

    private static readonly (string Name, DateTimeOffset From, DateTimeOffset Till)[] all =
    [
        (Default, At(2021, 22, 34, 57), At(2061, 22, 34, 57)),
        ("rds-ca-rsa4096-g1", At(2021, 22, 38, 35), At(2121, 22, 38, 35)),
        ("rds-ca-ecc384-g1", At(2021, 22, 41, 55), At(2121, 22, 41, 55)),
    ];

    public static List<string> Names { get; } = [.. all.Select(each => each.Name)];

    /// <summary>The one that new instances of an account get that name none.</summary>
    public static string ForNew(RdsState state, string account) =>
        state.AccountSettings.Find(account, account)?.Shown.CAIdentifier ?? Default;

    /// <summary>Null where there is none of that name.</summary>
    public static CertificateDetails? Details(string name) =>
        Array.Find(all, each => each.Name == name) is { Name: not null } found
            ? new() { CAIdentifier = found.Name, ValidTill = found.Till }
            : null;

    /// <summary>As an account sees them.</summary>
    public static IEnumerable<Certificate> Of(RdsState state, string region, string account)
    {
        var chosen = state.AccountSettings.Find(account, account)?.Shown.CAIdentifier;
        return all.Select(each => new Certificate
        {
            CertificateIdentifier = each.Name,
            CertificateType = "CA",
            ValidFrom = each.From,
            ValidTill = each.Till,
            CertificateArn = $"arn:aws:rds:{region}::cert:{each.Name}",
            CustomerOverride = each.Name == chosen,
            CustomerOverrideValidTill = each.Name == chosen ? each.Till : null,
        });
    }

    /// <summary>Lets an account's new instances get another one; null for AWS's default again.</summary>
    public static void Choose(RdsState state, Call call, string? name)
    {
        if (name is null)
        {
            state.AccountSettings.Remove(call.Account);
            return;
        }

        var details = Details(name) ?? throw Refusal.NoCertificate(name);
        state.AccountSettings.Put(new(call.Account, call.Account, details));
    }

    private static DateTimeOffset At(int year, int hour, int minute, int second) =>
        new(year, 5, 25, hour, minute, second, TimeSpan.Zero);
}
