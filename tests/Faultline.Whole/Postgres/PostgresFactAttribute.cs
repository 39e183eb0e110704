using Faultline.Engines.Postgres.Programs;

namespace Faultline.Whole.Postgres;

/// <summary>
/// A test with real servers of PostgreSQL, and with the clients that it names; where one is not installed it counts
/// as skipped.
/// </summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute(params string[] clients)
    {
        Clients = clients;
        Skip = Installations.Find([]).Count == 0 ? "PostgreSQL is not installed here." : Tool.Lacking(clients);
    }

    public string[] Clients { get; }
}
