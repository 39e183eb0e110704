namespace Faultline.Engines.Postgres;

/// <summary>What a server is to be made from.</summary>
/// <param name="Admin">Our superuser in it, whose password is set anew.</param>
public sealed record RestoreOrder(string Backup, string Admin, string Password)
{
    /// <summary>The archive that is played after the backup; null for the backup alone.</summary>
    public string? Archive { get; init; }

    /// <summary>
    /// What was committed up to this moment is there, and nothing later; null for all that the archive has.
    /// </summary>
    public DateTimeOffset? Until { get; init; }
}
