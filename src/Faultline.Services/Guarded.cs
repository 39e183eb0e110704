namespace Faultline.Services;

/// <summary>
/// A port in a subnet, behind security groups that act before EC2's interface shows them: a database's.
/// </summary>
/// <param name="IsPublic">Who comes from outside its network comes over the internet.</param>
internal sealed record Guarded(string Subnet, int Port, bool IsPublic, IReadOnlyList<string> Groups)
{
    /// <summary>The interface whose address it has; null while there is none.</summary>
    public string? Interface { get; init; }
}
