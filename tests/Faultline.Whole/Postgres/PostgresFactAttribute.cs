using Faultline.Engines.Postgres.Programs;

namespace Faultline.Whole.Postgres;

/// <summary>A test with real servers of PostgreSQL; where none is installed it counts as skipped.</summary>
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute()
    {
        if (Installations.Find([]).Count == 0)
        {
            Skip = "PostgreSQL is not installed here.";
        }
    }
}
