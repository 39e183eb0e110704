namespace Faultline.Engines.Postgres;

/// <summary>
/// Whom the databases belong to: may make roles and databases, and is no superuser. Null for no database of its own.
/// </summary>
public sealed record Owner(string Name, string Password, string? Database)
{
    /// <summary>Roles that it is a member of; one that is not there is made, without a login.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>What those are members of in turn, and may give to others.</summary>
    public IReadOnlyList<Membership> Memberships { get; init; } = [];
}

/// <summary>A role that is a member of another one.</summary>
public sealed record Membership(string Member, string Of);
