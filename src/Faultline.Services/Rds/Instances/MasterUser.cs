using Faultline.Engines.Postgres;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Instances;

/// <summary>What a master user, its password and the first database may be (CreateDBInstance, API reference).</summary>
internal static class MasterUser
{
    private const int NameMax = 63;
    private const int PasswordMin = 8;
    private const int PasswordMax = 128;

    private const string Superuser = "rds_superuser";

    /// <summary>What the role may do, and since which version of PostgreSQL there is that.</summary>
    private static readonly (string Role, int Since)[] powers =
    [
        ("pg_checkpoint", 15), ("pg_monitor", 10), ("pg_signal_backend", 10), ("pg_use_reserved_connections", 16),
        ("rds_password", 0), ("rds_replication", 0),
    ];

    /// <summary>Roles that RDS for PostgreSQL has for itself, and words that PostgreSQL keeps.</summary>
    private static readonly string[] reserved =
    [
        "admin", Secrets.AdminName, Superuser, "rds_replication", "rdsrepladmin", "rds_iam", "rds_password",
        "public", "user", "none", "current_user", "session_user", "current_role",
    ];

    /// <summary>
    /// The master user as the engine makes it: a member of <c>rds_superuser</c>, which is a member of what the version
    /// has ("Viewing roles and their privileges", user guide).
    /// </summary>
    public static Owner Owner(InstanceRow row, string password) => new(
        row.Shown.MasterUsername!,
        password,
        row.Shown.DBName is null or "postgres" ? null : row.Shown.DBName)
    {
        Roles = [Superuser],
        Memberships =
        [
            .. powers.Where(power => power.Since <= row.Major).Select(power => new Membership(Superuser, power.Role)),
        ],
    };

    public static void CheckName(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw Refusal.Invalid("The parameter MasterUsername must be provided and must not be blank.");
        }

        if (name.Length > NameMax || !IsWord(name))
        {
            throw Refusal.Invalid(
                "The parameter MasterUsername is not a valid identifier. It must begin with a letter and contain only "
                + $"letters, digits and underscores, {NameMax} at most.");
        }

        if (reserved.Contains(name, StringComparer.OrdinalIgnoreCase)
            || name.StartsWith("pg_", StringComparison.OrdinalIgnoreCase))
        {
            throw Refusal.Invalid(
                $"MasterUsername {name} cannot be used as it is a reserved word used by the engine");
        }
    }

    public static void CheckPassword(string? password)
    {
        if (string.IsNullOrEmpty(password))
        {
            throw Refusal.Invalid("The parameter MasterUserPassword must be provided and must not be blank.");
        }

        if (password.Length is < PasswordMin or > PasswordMax)
        {
            throw Refusal.Invalid(
                "The parameter MasterUserPassword is not a valid password because it is "
                + (password.Length < PasswordMin
                    ? $"shorter than {PasswordMin} characters."
                    : $"longer than {PasswordMax} characters."));
        }

        if (password.Any(letter => letter is < '!' or > '~' or '/' or '@' or '"'))
        {
            throw Refusal.Invalid(
                "The parameter MasterUserPassword is not a valid password. Only printable ASCII characters besides "
                + "'/', '@', '\"', ' ' may be used.");
        }
    }

    public static void CheckDatabase(string? name)
    {
        if (name is null)
        {
            return;
        }

        if (name.Length is 0 or > NameMax || !(IsWord(name) || (name[0] == '_' && IsWord('a' + name[1..]))))
        {
            throw Refusal.Invalid("DBName must begin with a letter and contain only alphanumeric characters.");
        }

        if (name.Equals(Secrets.AdminName, StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("template", StringComparison.OrdinalIgnoreCase))
        {
            throw Refusal.Invalid($"DBName {name} cannot be used. It is a reserved word for this engine");
        }
    }

    private static bool IsWord(string text) =>
        char.IsAsciiLetter(text[0]) && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');
}
