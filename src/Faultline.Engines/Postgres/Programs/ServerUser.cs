using System.Globalization;

namespace Faultline.Engines.Postgres.Programs;

/// <summary>Another user than ourselves that servers run as.</summary>
internal sealed record ServerUser(string Name, uint Uid, uint Gid)
{
    private static readonly string[] Candidates = ["postgres", "nobody"];
    private static readonly string[] Places = ["/usr/bin/setpriv", "/bin/setpriv"];

    /// <summary>The program that changes the user and becomes the next one, as the same process; null: none.</summary>
    public static string? Changer { get; } = Places.FirstOrDefault(File.Exists);

    /// <summary>Null where we are not root: servers run as whoever started us then.</summary>
    public static ServerUser? Find() => !Unix.IsRoot ? null : Parse(File.ReadLines("/etc/passwd"));

    /// <summary>The user by the lines of a passwd file: name, a letter, number, number of the group, more.</summary>
    internal static ServerUser? Parse(IEnumerable<string> lines)
    {
        var found = new Dictionary<string, ServerUser>();
        foreach (var line in lines)
        {
            if (line.Split(':') is [var name, _, var user, var group, ..]
                && Candidates.Contains(name)
                && uint.TryParse(user, CultureInfo.InvariantCulture, out var uid)
                && uint.TryParse(group, CultureInfo.InvariantCulture, out var gid)
                && uid != 0)
            {
                found.TryAdd(name, new(name, uid, gid));
            }
        }

        return Candidates.Select(name => found.GetValueOrDefault(name)).FirstOrDefault(user => user is not null);
    }

    /// <summary>A program and its arguments, to be run as this user.</summary>
    public (string Program, IReadOnlyList<string> Arguments) Run(string program, IEnumerable<string> arguments) => (
        Changer ?? throw new PostgresFailed("PostgreSQL does not run as root, and setpriv of util-linux is not there."),
        [$"--reuid={Uid}", $"--regid={Gid}", "--clear-groups", "--", program, .. arguments]);
}
