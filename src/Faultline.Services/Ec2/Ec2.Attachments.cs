using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Storage;
using Faultline.Services.Ec2.Types;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    public override async ValueTask<VolumeAttachment> AttachVolume(
        Call call, AttachVolumeRequest request, CancellationToken ct)
    {
        if (!DeviceName.Fits(request.Device))
        {
            throw Refusal.Value(
                $"Value ({request.Device}) for parameter device is invalid. " +
                $"{request.Device} is not a valid EBS device name.");
        }

        using var held = await book.Take(call.Account, ct);
        var disk = OwnDisk(held.State, call, request.VolumeId);
        var machine = Find(held.State, call, request.InstanceId);
        CheckAttach(held.State, disk, machine, request.Device);
        DryRun.Stop(request.DryRun);
        var attached = Disks.Attach(held.State, disk, machine.Id, request.Device, deletes: false, call.Now);
        await held.Keep();
        storage.Tell();
        return attached.Attachment!;
    }

    public override async ValueTask<VolumeAttachment> DetachVolume(
        Call call, DetachVolumeRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var disk = OwnDisk(held.State, call, request.VolumeId);
        if (disk.Attachment is not { } on)
        {
            throw StorageRefusal.State($"Volume '{disk.Id}' is in the '{disk.State}' state.");
        }

        if ((request.InstanceId ?? on.InstanceId) != on.InstanceId || (request.Device ?? on.Device) != on.Device)
        {
            throw StorageRefusal.NotAttached(disk.Id, request.InstanceId ?? on.InstanceId!);
        }

        var machine = held.State.Machines.Find(on.InstanceId);
        if (machine?.Shown.RootDeviceName == on.Device && !machine!.Is(InstanceStateName.Stopped))
        {
            throw new AwsError(
                "OperationNotPermitted", 400,
                $"Unable to detach root volume '{disk.Id}' from instance '{on.InstanceId}'");
        }

        if (!disk.Is(VolumeState.InUse))
        {
            throw StorageRefusal.State($"Volume '{disk.Id}' is in the '{disk.State}' state.");
        }

        Reach(disk);
        DryRun.Stop(request.DryRun);
        var detaching = disk.WithAttachment(attachment => attachment.State = VolumeAttachmentState.Detaching);
        held.State.Volumes.Put(detaching);
        await held.Keep();
        storage.Tell();
        return detaching.Attachment!.With(shown => shown.DeleteOnTermination = null);
    }

    private void CheckAttach(Ec2State state, Disk disk, Machine machine, string device)
    {
        if (disk.Attachment is { } on)
        {
            throw StorageRefusal.InUse($"{disk.Id} is already attached to {on.InstanceId}");
        }

        if (!disk.Is(VolumeState.Available))
        {
            throw StorageRefusal.State($"Volume '{disk.Id}' is not 'available'.");
        }

        if (!machine.Is(InstanceStateName.Running) && !machine.Is(InstanceStateName.Stopped)
            && !machine.Is(InstanceStateName.Pending) && !machine.Is(InstanceStateName.Stopping))
        {
            throw StorageRefusal.State($"Instance '{machine.Id}' is not 'running'.");
        }

        if (machine.Shown.Placement?.AvailabilityZone != disk.Shown.AvailabilityZone)
        {
            throw StorageRefusal.WrongZone(disk.Id, machine.Id);
        }

        var others = Disks.Of(state, machine.Id);
        if (others.Exists(other => other.Attachment!.Device == device))
        {
            throw Refusal.Value(
                $"Invalid value '{device}' for unixDevice. Attachment point {device} is already in use");
        }

        if (InstanceTypes.Find(machine.Shown.InstanceType!) is { } type && others.Count >= type.Size.Volumes)
        {
            throw new AwsError(
                "AttachmentLimitExceeded", 400,
                $"Instance '{machine.Id}' has {others.Count} volumes attached, which is the most that a " +
                $"{type.Name} can have.");
        }

        Reach(disk);
    }

    private void Reach(Disk disk)
    {
        if (!VolumeWork.Reaches(around, disk))
        {
            throw StorageRefusal.OutOfReach(disk.Id, disk.Shown.AvailabilityZone!);
        }
    }
}
