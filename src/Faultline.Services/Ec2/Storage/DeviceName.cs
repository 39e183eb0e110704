using System.Text.RegularExpressions;

namespace Faultline.Services.Ec2.Storage;

/// <summary>Names of devices ("Device names for volumes on Amazon EC2 instances" in the EC2 user guide).</summary>
internal static partial class DeviceName
{
    /// <summary>Whether a volume can be attached under that name.</summary>
    public static bool Fits(string name) => Form().IsMatch(name);

    [GeneratedRegex("^(/dev/)?((sd|hd)[a-z]([1-9]|1[0-5])?|xvd[a-z]|xvd[a-d][a-z]|nvme[0-9]+n[0-9]+)$")]
    private static partial Regex Form();
}
