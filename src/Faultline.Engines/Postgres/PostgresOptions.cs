namespace Faultline.Engines.Postgres;

/// <summary>Where servers and backups lie, and where PostgreSQL is looked for.</summary>
public sealed record PostgresOptions(string Folder)
{
    /// <summary>Folders of programs, besides those where distributions put PostgreSQL.</summary>
    public IReadOnlyList<string> Path { get; init; } = [];

    /// <summary>
    /// Where folders are made that stand for ones which the servers' user cannot get to, where that is another one.
    /// </summary>
    public string Elsewhere { get; init; } = "/var/lib/faultline";
}
