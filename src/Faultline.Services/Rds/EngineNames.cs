namespace Faultline.Services.Rds;

/// <summary>The engines that RDS has ("Engine" in CreateDBInstance, API reference), of which we have one.</summary>
internal static class EngineNames
{
    public const string Postgres = "postgres";

    private static readonly HashSet<string> others = new(StringComparer.OrdinalIgnoreCase)
    {
        "aurora-mysql", "aurora-postgresql", "custom-oracle-ee", "custom-oracle-ee-cdb", "custom-oracle-se2",
        "custom-oracle-se2-cdb", "custom-sqlserver-ee", "custom-sqlserver-se", "custom-sqlserver-web",
        "custom-sqlserver-dev", "db2-ae", "db2-se", "mariadb", "mysql", "oracle-ee", "oracle-ee-cdb", "oracle-se2",
        "oracle-se2-cdb", "sqlserver-ee", "sqlserver-se", "sqlserver-ex", "sqlserver-web",
    };

    /// <summary>Refuses every engine but ours: by its name where AWS has it.</summary>
    public static void Check(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw Refusal.Invalid("The parameter Engine must be provided and must not be blank.");
        }

        if (!name.Equals(Postgres, StringComparison.OrdinalIgnoreCase))
        {
            throw others.Contains(name)
                ? Refusal.NotBuilt($"the engine {name}, only {Postgres},")
                : Refusal.Invalid($"Invalid DB engine: {name}");
        }
    }
}
