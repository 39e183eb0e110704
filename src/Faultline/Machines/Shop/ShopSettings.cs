using System.Globalization;

namespace Faultline.Machines.Shop;

/// <summary>
/// What the shop is told: by a file of lines <c>NAME=VALUE</c>, which user data writes, and before that by its
/// environment. All that is wrong with it is found at once.
/// </summary>
internal sealed record ShopSettings(WebSettings Web, string Host, int Port, string User, string Password)
{
    private const int PostgresPort = 5432;
    private const int WorkMsMax = 60_000;

    /// <summary>It takes orders; a worker fulfils them.</summary>
    public bool IsWorker { get; init; }

    public string Database { get; init; } = "shop";

    /// <summary>
    /// The parameter of Systems Manager that says where the database is now, for the day on which it is another one.
    /// </summary>
    public string? HostParameter { get; init; }

    public string Queue { get; init; } = "";

    /// <summary>How long a worker is busy with an order.</summary>
    public TimeSpan Work { get; init; }

    /// <summary>Where the file is, below the root volume: <c>/etc/shop.env</c> as the instance sees it.</summary>
    public static string FileOf(Func<string, string?> variable) =>
        variable("SHOP_SETTINGS") is { Length: > 0 } given
            ? given
            : Path.Combine(variable("HOME") ?? "/", "etc", "shop.env");

    /// <summary>The names and values of a file; what is no such line is let go, as shells let comments go.</summary>
    public static Dictionary<string, string> Lines(string text)
    {
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            var at = line.IndexOf('=', StringComparison.Ordinal);
            if (at > 0 && !line.StartsWith('#'))
            {
                found[line[..at].Trim()] = line[(at + 1)..].Trim();
            }
        }

        return found;
    }

    public static ShopSettings Read(Func<string, string?> variable, out List<string> wrong)
    {
        var web = WebSettings.Read(variable, out wrong);
        var settings = new ShopSettings(
            web,
            Needed(variable, "DATABASE_HOST", wrong),
            Number(variable, "DATABASE_PORT", PostgresPort, ushort.MaxValue, wrong),
            Needed(variable, "DATABASE_USER", wrong),
            Needed(variable, "DATABASE_PASSWORD", wrong))
        {
            Database = Given(variable, "DATABASE_NAME") ?? "shop",
            HostParameter = Given(variable, "DATABASE_HOST_PARAMETER"),
            Queue = Needed(variable, "QUEUE_URL", wrong),
            IsWorker = Given(variable, "SHOP_ROLE") == "worker",
            Work = TimeSpan.FromMilliseconds(Number(variable, "SHOP_WORK_MS", 0, WorkMsMax, wrong)),
        };
        if (settings.Queue.Length > 0 && !Uri.TryCreate(settings.Queue, UriKind.Absolute, out _))
        {
            wrong.Add($"QUEUE_URL is '{settings.Queue}'; give the URL of a queue.");
        }

        if (Given(variable, "SHOP_ROLE") is not (null or "site" or "worker") and var role)
        {
            wrong.Add($"SHOP_ROLE is '{role}'; give 'site' or 'worker'.");
        }

        return settings;
    }

    private static int Number(Func<string, string?> variable, string name, int usual, int max, List<string> wrong)
    {
        if (Given(variable, name) is not { } text)
        {
            return usual;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max)
        {
            return number;
        }

        wrong.Add($"{name} is '{text}'; give a number from 0 to {max}.");
        return usual;
    }

    private static string Needed(Func<string, string?> variable, string name, List<string> wrong)
    {
        if (Given(variable, name) is { } value)
        {
            return value;
        }

        wrong.Add($"{name} is missing.");
        return "";
    }

    private static string? Given(Func<string, string?> variable, string name) =>
        variable(name) is { Length: > 0 } value ? value : null;
}
