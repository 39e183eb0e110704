using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ec2.Resources;

/// <summary>
/// Block devices of an instance in a template: only whether a volume goes with its instance is changed in place. Pure.
/// </summary>
internal static class InstanceDevices
{
    private const string Name = "BlockDeviceMappings";
    private const string Goes = "DeleteOnTermination";

    public static bool Replaces(Properties before, Properties after)
    {
        var (was, now) = (before.Groups(Name), after.Groups(Name));
        return was.Count != now.Count
            || was.Zip(now).Any(pair => !Nodes.Same(Rest(pair.First), Rest(pair.Second)));
    }

    /// <summary>What is to become of the volumes whose mapping says so.</summary>
    public static List<InstanceBlockDeviceMappingSpecification> Kept(Properties properties) =>
    [
        .. from device in properties.Groups(Name)
           let goes = device.Group("Ebs")?.Flag(Goes)
           where goes is not null
           select new InstanceBlockDeviceMappingSpecification
           {
               DeviceName = device.Text("DeviceName"),
               Ebs = new() { DeleteOnTermination = goes },
           },
    ];

    private static JsonObject Rest(Properties device)
    {
        var copy = device.All.DeepClone().AsObject();
        (copy["Ebs"] as JsonObject)?.Remove(Goes);
        return copy;
    }
}
