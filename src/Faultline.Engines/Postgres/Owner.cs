namespace Faultline.Engines.Postgres;

/// <summary>
/// Whom the databases belong to: may make roles and databases, and is no superuser. Null for no database of its own.
/// </summary>
public sealed record Owner(string Name, string Password, string? Database);
