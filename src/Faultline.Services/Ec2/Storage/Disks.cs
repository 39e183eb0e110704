using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Storage;

internal static class Disks
{
    public static void Check(Ec2State state, string account, LaunchOrder order)
    {
    }

    public static void Make(Ec2State state, Call call, LaunchOrder order, Machine machine)
    {
        var id = call.Dice.Resource("vol");
        state.Volumes.Put(new(id, call.Account, new()
        {
            VolumeId = id,
            Size = 8,
            VolumeType = "gp3",
            State = "in-use",
            CreateTime = call.Now,
            AvailabilityZone = machine.Shown.Placement!.AvailabilityZone,
            SnapshotId = order.Image.Snapshot ?? "",
            Attachments = [new() { InstanceId = machine.Id, VolumeId = id, Device = machine.Shown.RootDeviceName, State = "attached", DeleteOnTermination = true, AttachTime = call.Now }],
        }));
    }

    public static void End(Ec2State state, Machine machine, DateTimeOffset now)
    {
        foreach (var volume in state.Volumes.All.Where(each => each.Shown.Attachments?.Exists(one => one.InstanceId == machine.Id) == true).ToList())
        {
            state.Volumes.Remove(volume.Id);
        }
    }
}
