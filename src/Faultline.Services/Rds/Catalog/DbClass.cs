using System.Globalization;

namespace Faultline.Services.Rds.Catalog;

/// <summary>
/// A class of instances and what one has in AWS ("Hardware specifications for DB instance classes", user guide).
/// </summary>
internal sealed record DbClass(string Name, int Vcpus, int MemoryGiB)
{
    private const int GiBForOther = 4;

    /// <summary>Those that can be ordered.</summary>
    public static IReadOnlyList<DbClass> All { get; } =
    [
        .. Family("t3", "micro small medium large xlarge 2xlarge"),
        .. Family("t4g", "micro small medium large xlarge 2xlarge"),
        .. Family("m5", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge"),
        .. Family("m6g", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge"),
        .. Family("m6i", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge"),
        .. Family("m7g", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge"),
        .. Family("r5", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge"),
        .. Family("r6g", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge"),
        .. Family("r6i", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge 24xlarge 32xlarge"),
        .. Family("r7g", "large xlarge 2xlarge 4xlarge 8xlarge 12xlarge 16xlarge"),
    ];

    public long MemoryBytes => (long)MemoryGiB << 30;

    /// <summary>
    /// What a class of AWS's form has. Of one that is not among <see cref="All"/> that is as much as its letter and its
    /// size say.
    /// </summary>
    public static DbClass Of(string name)
    {
        var (family, size) = name.Split('.') is [_, { Length: > 0 } letters, var word, ..]
            ? (letters, word)
            : ("m", "large");
        var vcpus = Vcpu(size);
        return new(name, vcpus, size switch
        {
            "micro" => 1,
            "small" => 2,
            "medium" => 4,
            _ => vcpus * GiBForVcpu(family[0]),
        });
    }

    private static IEnumerable<DbClass> Family(string name, string sizes) =>
        sizes.Split(' ').Select(size => Of($"db.{name}.{size}"));

    private static int Vcpu(string size) =>
        size.EndsWith("xlarge", StringComparison.Ordinal)
            ? 4 * (int.TryParse(size[..^6], NumberStyles.None, CultureInfo.InvariantCulture, out var times) ? times : 1)
            : 2;

    private static int GiBForVcpu(char letter) => letter switch
    {
        'c' => 2,
        'r' => 8,
        'x' or 'z' => 16,
        _ => GiBForOther,
    };
}
