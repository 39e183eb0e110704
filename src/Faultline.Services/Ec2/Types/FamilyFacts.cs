using System.Globalization;

namespace Faultline.Services.Ec2.Types;

/// <summary>What is so of every size of a family of instance types, such as <c>m5</c>.</summary>
internal sealed record FamilyFacts(string Name, string Maker, double GHz, double? GiBForVcpu, FamilyTraits Traits)
{
    public bool IsArm => Maker == "AWS";

    public bool IsXen => Has(FamilyTraits.Xen);

    public bool IsBurstable => Name[0] == 't';

    /// <summary>Types that share their host's processors by need are not put side by side.</summary>
    public bool IsClustered => !IsBurstable && !Name.EndsWith("-flex", StringComparison.Ordinal);

    public int ThreadsPerCore => Has(FamilyTraits.Single) ? 1 : 2;

    public bool Has(FamilyTraits trait) => (Traits & trait) != 0;

    /// <summary>Reads a line of <see cref="InstanceTable"/>.</summary>
    public static FamilyFacts Read(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var name, var maker, var ghz, var gib, .. var traits]
            ? new(
                name,
                maker,
                double.Parse(ghz, CultureInfo.InvariantCulture),
                gib == "-" ? null : double.Parse(gib, CultureInfo.InvariantCulture),
                traits.Aggregate(FamilyTraits.None, (all, word) => all | Enum.Parse<FamilyTraits>(word, true)))
            : throw new FormatException(line);
}

/// <summary>The traits of families, by the words of the table.</summary>
[Flags]
internal enum FamilyTraits
{
    None = 0,
    Xen = 1,

    /// <summary>There is a later generation.</summary>
    Previous = 2,

    /// <summary>One thread runs on each core.</summary>
    Single = 4,

    /// <summary>Under Xen, ENA is there and not needed.</summary>
    Ena = 8,

    /// <summary>Traffic between instances is encrypted.</summary>
    Encrypts = 16,

    /// <summary>Sizes of up to 150 GiB hibernate.</summary>
    Hibernates = 32,

    /// <summary>Optimized CPUs (processor hints) may be chosen.</summary>
    Hints = 64,

    /// <summary>Volumes do not share their limit with network interfaces.</summary>
    Dedicated = 128,

    /// <summary>An instance is not brought back by itself when its host fails.</summary>
    Unrecovered = 256,
}
