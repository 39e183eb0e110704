using System.Globalization;
using Faultline.Services.Ec2.Types;

namespace Faultline.Services.Ec2.Capacity;

/// <summary>
/// Sizes in the measure in which Reserved Instances are split and joined ("Modify Reserved Instances" in the EC2 user
/// guide: the normalization factors).
/// </summary>
internal static class Normal
{
    /// <summary>The factor of a type; bare metal counts as the largest size with as many processors does.</summary>
    public static double Of(InstanceTypeFacts type) => type.Size.Name switch
    {
        "nano" => 0.25,
        "micro" => 0.5,
        "small" => 1,
        "medium" => 2,
        "large" => 4,
        "xlarge" => 8,
        var name when name.EndsWith("xlarge", StringComparison.Ordinal)
            && int.TryParse(name[..^"xlarge".Length], NumberStyles.None, CultureInfo.InvariantCulture, out var times)
                => 8.0 * times,
        _ => 2.0 * type.Vcpus,
    };
}
