using System.Globalization;
using Faultline.Engines.Postgres;

namespace Faultline.Services.Rds.Instances;

/// <summary>
/// Which versions there are: what is installed decides. An older minor version than the installed one is shown as it
/// was asked for, and runs as the installed one.
/// </summary>
internal static class VersionRules
{
    /// <summary>The major version of what was asked for, and how it is shown; the newest if nothing was.</summary>
    public static (int Major, string Shown) Pick(IPostgres postgres, string? asked)
    {
        if (asked is null && postgres.Versions is [var newest, ..])
        {
            return (newest.Major, newest.ToString());
        }

        var parts = (asked ?? "").Split('.');
        if (parts.Length <= 2
            && Number(parts[0]) is { } major
            && postgres.Versions.FirstOrDefault(each => each.Major == major) is { } installed)
        {
            if (parts.Length == 1)
            {
                return (major, installed.ToString());
            }

            if (Number(parts[1]) is { } minor && minor <= installed.Minor)
            {
                return (major, $"{major}.{minor}");
            }
        }

        throw Refusal.Combination(
            $"Cannot find version {asked} for postgres. Installed on this machine: "
            + $"{string.Join(", ", postgres.Versions)}. To have another one, install it (as with apt-get install "
            + $"postgresql-{parts[0]}) and restart Faultline.");
    }

    /// <summary>Whether one version, as it is shown, comes after another one.</summary>
    public static bool IsAfter(string one, string other) => Key(one).CompareTo(Key(other)) > 0;

    private static (int, int) Key(string version) =>
        version.Split('.') is [var major, .. var rest]
            ? (Number(major) ?? 0, rest is [var minor, ..] ? Number(minor) ?? 0 : 0)
            : (0, 0);

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
