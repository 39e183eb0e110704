namespace Faultline.Engines.Postgres;

/// <summary>A PostgreSQL that is installed: 15 and 18 for 15.18, and where its programs are.</summary>
public sealed record PostgresVersion(int Major, int Minor, string Programs)
{
    public override string ToString() => $"{Major}.{Minor}";
}
