namespace Faultline.Services;

/// <summary>
/// A port in a subnet, behind security groups, of what has no interface in EC2: a database.
/// </summary>
/// <param name="IsPublic">Who comes from outside its network comes over the internet.</param>
internal sealed record Guarded(string Subnet, int Port, bool IsPublic, IReadOnlyList<string> Groups);
