namespace Faultline.Engines.Postgres.Servers;

/// <summary>Words that others chose, as each language of PostgreSQL wants them: none is read as code.</summary>
internal static class Quoted
{
    /// <summary>A name in SQL.</summary>
    public static string Name(string name) => $"\"{Checked(name).Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>A text in SQL, whatever is set for backslashes.</summary>
    public static string Text(string text)
    {
        var inner = Checked(text).Replace("\\", "\\\\", StringComparison.Ordinal);
        return $"E'{inner.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>A value in a file of settings, where backslashes mean something too, and a line ends it.</summary>
    public static string Setting(string value) => $"'{Checked(value)
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("'", "''", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal)
        .Replace("\r", "\\r", StringComparison.Ordinal)}'";

    /// <summary>A value of a connection string of libpq.</summary>
    public static string Connection(string value) => $"'{Checked(value)
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("'", "\\'", StringComparison.Ordinal)}'";

    /// <summary>A word in pg_hba.conf.</summary>
    public static string Access(string name) => Checked(name).AsSpan().ContainsAny("\"\n\r")
        ? throw new ArgumentException("A superuser of ours has a plainer name.", nameof(name))
        : $"\"{name}\"";

    /// <summary>A word for the shell.</summary>
    public static string Shell(string word) =>
        $"'{Checked(word).Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static string Checked(string text) => text.Contains('\0')
        ? throw new ArgumentException("A text cannot hold a zero here.", nameof(text))
        : text;
}
