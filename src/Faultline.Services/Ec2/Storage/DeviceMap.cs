using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2.Storage;

/// <summary>Block device mappings that lie over each other: of an image, a launch template, a request.</summary>
internal static class DeviceMap
{
    /// <summary>
    /// The mappings with others over them, by device: what is said above of a volume stands, and what is not said there
    /// is as below. That no device is wanted is kept, as it may be said of one that lies further below.
    /// </summary>
    public static List<BlockDeviceMapping> Over(
        IEnumerable<BlockDeviceMapping>? below, IEnumerable<BlockDeviceMapping>? above)
    {
        var merged = (below ?? []).ToList();
        foreach (var mapping in above ?? [])
        {
            var at = merged.FindIndex(each => each.DeviceName == mapping.DeviceName);
            if (at < 0)
            {
                merged.Add(mapping);
                continue;
            }

            merged[at] = mapping is { Ebs: { } ebs, NoDevice: null } && merged[at].Ebs is { } under
                ? mapping.With(each => each.Ebs = under.Under(ebs))
                : mapping;
        }

        return merged;
    }
}
