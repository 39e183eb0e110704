using System.Buffers;
using System.Globalization;

namespace Faultline.Engines.Postgres.Programs;

/// <summary>The versions of PostgreSQL that are installed on this machine.</summary>
internal static class Installations
{
    private static readonly SearchValues<byte> digits = SearchValues.Create("0123456789."u8);

    /// <summary>Before it some of the settings that we write are not known.</summary>
    public const int Oldest = 15;

    private static readonly string[] Needed =
        ["postgres", "initdb", "pg_basebackup", "pg_rewind", "pg_resetwal", "pg_controldata"];

    /// <summary>The folders where distributions put them, a version each.</summary>
    private static readonly (string Parent, string Prefix)[] Parents =
        [("/usr/lib/postgresql", ""), ("/usr", "pgsql-"), ("/opt/homebrew/opt", "postgresql@")];

    /// <summary>Newest first; of one major version the first that is found.</summary>
    public static IReadOnlyList<PostgresVersion> Find(IEnumerable<string> path)
    {
        var folders = Parents
            .Where(place => Directory.Exists(place.Parent))
            .SelectMany(place => Directory.GetDirectories(place.Parent, place.Prefix + "*")
                .Order(StringComparer.Ordinal)
                .Select(folder => Path.Combine(folder, "bin")))
            .Concat(path);
        return [.. folders.Select(Look).OfType<PostgresVersion>()
            .DistinctBy(version => version.Major)
            .OrderByDescending(version => version.Major)];
    }

    private static PostgresVersion? Look(string folder)
    {
        // Where PATH has links, the programs that they lead to have their files beside them.
        var postgres = Path.Combine(folder, "postgres");
        if (!File.Exists(postgres))
        {
            return null;
        }

        var real = Path.GetDirectoryName(File.ResolveLinkTarget(postgres, true)?.FullName ?? postgres)!;
        return Needed.All(program => File.Exists(Path.Combine(real, program)))
            && VersionIn(File.ReadAllBytes(Path.Combine(real, "pg_controldata"))) is var (major, minor)
            && major >= Oldest
                ? new(major, minor, real)
                : null;
    }

    /// <summary>
    /// The version that a program has in it as text: <c>pg_controldata (PostgreSQL) 15.18</c>. Read, and not run:
    /// looking for versions starts nothing.
    /// </summary>
    internal static (int Major, int Minor)? VersionIn(ReadOnlySpan<byte> program)
    {
        var mark = "(PostgreSQL) "u8;
        for (var at = program.IndexOf(mark); at >= 0; at = program.IndexOf(mark))
        {
            program = program[(at + mark.Length)..];
            var end = program.IndexOfAnyExcept(digits);
            var text = System.Text.Encoding.ASCII.GetString(end < 0 ? program : program[..end]);
            if (text.Split('.') is [var major, var minor, ..]
                && int.TryParse(major, CultureInfo.InvariantCulture, out var first)
                && int.TryParse(minor, CultureInfo.InvariantCulture, out var second))
            {
                return (first, second);
            }
        }

        return null;
    }
}
