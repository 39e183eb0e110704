namespace Faultline.Services.Ec2.Types;

/// <summary>An instance type, such as <c>m5.large</c>: what an instance takes from its host, and all else.</summary>
internal sealed record InstanceTypeFacts(FamilyFacts Family, SizeFacts Size)
{
    // "The instance RAM size must be less than 150 GiB" ("Hibernation prerequisites" in the EC2 user guide); two sizes
    // of a flexible family are larger and do it all the same.
    private const int HibernatesMiB = 150 * 1024;

    public string Name { get; } = $"{Family.Name}.{Size.Name}";

    public int Vcpus => Size.Vcpus;

    public int MemoryMiB { get; } = (int)((Size.GiB ?? (Family.GiBForVcpu!.Value * Size.Vcpus)) * 1024);

    public bool IsMetal => Size.IsMetal;

    /// <summary>Whether the hypervisor is Nitro; bare metal has none, on the same hardware.</summary>
    public bool IsNitro => !IsMetal && !Family.IsXen;

    public bool Hibernates => Family.Has(FamilyTraits.Hibernates) && !IsMetal && !Size.Has(SizeTraits.NeverHibernates)
        && (MemoryMiB < HibernatesMiB || Size.Has(SizeTraits.AlwaysHibernates));

    public string Network
    {
        get
        {
            var (always, most) = Size.Network;
            return Size.NetworkWords ?? FormattableString.Invariant($"{(always < most ? "Up to " : "")}{most} Gigabit");
        }
    }
}
