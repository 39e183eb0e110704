using Faultline.Kernel.Places;

namespace Faultline.Kernel.Faults;

/// <summary>
/// Whom a host or disk effect strikes: all in a place, a share of it (always the same ones, chosen by the salt), or one
/// resource by its name. All that runs on one host shares its lot.
/// </summary>
public sealed record Scope(Domain Place, string? Resource = null, double Share = 1, ulong Salt = 0)
{
    /// <summary>Whose the resource is, where it was named by its ARN. To the seams its id says enough.</summary>
    public string? Account { get; init; }

    public bool Strikes(Domain at, string? resource) =>
        at.IsIn(Place)
        && (Resource is null || Resource == resource)
        && (Share >= 1 || Lot(at.Children.Count == 0 ? at.Name : resource ?? at.Name) < Share);

    /// <summary>A number from 0 to 1 that the fault and the name decide: the same whenever it is asked for.</summary>
    public double Lot(string name) => new Dice(Salt).Fork(name).Fraction();
}
