using Faultline.Services.Rds.Catalog;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Parameters;

namespace Faultline.Services.Rds.Instances;

/// <summary>
/// Which classes there may be: any of AWS's form. What a class has in AWS is only stored; an instance takes what it
/// needs of this machine.
/// </summary>
internal static class ClassRules
{
    private static readonly string[] sizes = ["micro", "small", "medium", "large"];

    public static void Check(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            throw Refusal.Invalid("The parameter DBInstanceClass must be provided and must not be blank.");
        }

        if (name.Split('.') is not ["db", { Length: >= 2 } family, var size, ..]
            || !char.IsAsciiLetterLower(family[0])
            || !family.All(char.IsAsciiLetterOrDigit)
            || !(sizes.Contains(size) || IsXlarge(size)))
        {
            throw Refusal.Invalid($"Invalid DB Instance class: {name}");
        }
    }

    /// <summary>What formulas in parameters ask of an instance.</summary>
    public static InstanceFacts Facts(InstanceRow row)
    {
        var type = DbClass.Of(row.Shown.DBInstanceClass!);
        return new(
            type.MemoryBytes, type.Vcpus, row.Shown.AllocatedStorage!.Value, row.Shown.Endpoint!.Port!.Value)
        {
            IsReplica = row.Follows is not null,
        };
    }

    private static bool IsXlarge(string size) =>
        size.EndsWith("xlarge", StringComparison.Ordinal) && size[..^6].All(char.IsAsciiDigit);
}
