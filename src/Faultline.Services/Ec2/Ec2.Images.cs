using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Images;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Storage;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private static readonly Paging imagePages = new(Min: 1, Max: 1000, Unasked: null);

    public override async ValueTask<DescribeImagesResult> DescribeImages(
        Call call, DescribeImagesRequest request, CancellationToken ct)
    {
        var passes = ImageFilters.All.Read(request.Filters);
        using var held = await book.Take(call.Account, ct);
        var ids = request.ImageIds ?? [];
        var own = held.State.Images.All.Where(image => image.Lets(call.Account)).ToList();
        var all = BuiltInImages.All.Select(image => image.Shown).Concat(own.Select(image => image.Shown)).ToList();
        if (ids.FindAll(id => !all.Exists(image => image.ImageId == id)) is { Count: > 0 } missing)
        {
            throw ImageFinder.Missing(missing);
        }

        var found = all
            .Where(image => ids.Count == 0 || ids.Contains(image.ImageId!))
            .Where(image => OwnsImage(call, request.Owners, image))
            .Where(image => Launches(held.State, call, request.ExecutableUsers, image))
            // "If you are the AMI owner, all deprecated AMIs appear in the response regardless."
            .Where(image => request.IncludeDeprecated == true || image.OwnerId == call.Account
                || image.DeprecationTime is null
                || string.CompareOrdinal(image.DeprecationTime, ImageRules.Date(call.Now)) > 0)
            .Where(image => passes(image));
        var (page, next) = imagePages.Cut(
            call, found, image => image.ImageId!, request.MaxResults, request.NextToken);
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { Images = page, NextToken = next };
    }

    public override async ValueTask<RegisterImageResult> RegisterImage(
        Call call, RegisterImageRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, "image");
        if (request.ImageLocation is not null)
        {
            throw StorageRefusal.Unsupported("Images are made of snapshots here: there are none in a bucket.");
        }

        using var held = await book.Take(call.Account, ct);
        ImageRules.CheckName(held.State, call.Account, request.Name);
        var devices = ImageRules.Devices(held.State, call.Account, region, request.BlockDeviceMappings ?? []);
        var root = request.RootDeviceName ?? devices.Find(each => each.Ebs is not null)?.DeviceName;
        if (devices.Find(each => each.DeviceName == root)?.Ebs?.SnapshotId is not { } snapshot)
        {
            throw new AwsError(
                "InvalidBlockDeviceMapping", 400, "The root device of an image must have a snapshot.");
        }

        var tags = Tagging.For(call, "image", request.TagSpecifications);
        DryRun.Stop(request.DryRun);
        var image = PutImage(held.State, call, request.Name, request.Description, tags, ImageState.Available, shown =>
        {
            shown.Architecture = request.Architecture ?? ArchitectureValues.I386;
            shown.VirtualizationType = request.VirtualizationType ?? VirtualizationType.Paravirtual;
            shown.KernelId = request.KernelId;
            shown.RamdiskId = request.RamdiskId;
            shown.EnaSupport = request.EnaSupport ?? false;
            shown.SriovNetSupport = request.SriovNetSupport;
            shown.BootMode = request.BootMode;
            shown.TpmSupport = request.TpmSupport;
            shown.ImdsSupport = request.ImdsSupport;
            shown.RootDeviceName = root;
            shown.BlockDeviceMappings = devices;
        });
        held.State.Images.Put(image with
        {
            Program = held.State.Snapshots.Find(snapshot)!.Program ?? BuiltInImages.Shell,
        });
        await held.Keep();
        return new() { ImageId = image.Id };
    }

    public override async ValueTask<CreateImageResult> CreateImage(
        Call call, CreateImageRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, "image", "snapshot");
        using var held = await book.Take(call.Account, ct);
        var machine = Find(held.State, call, request.InstanceId);
        ImageRules.CheckName(held.State, call.Account, request.Name);
        var isRunning = machine.Is(InstanceStateName.Running);
        if (!isRunning && !machine.Is(InstanceStateName.Stopped))
        {
            throw StorageRefusal.State($"Instance '{machine.Id}' is not in a state from which an image can be made.");
        }

        if (!Disks.Ready(held.State, machine.Id))
        {
            throw StorageRefusal.State($"Instance '{machine.Id}' has volumes that are not in use yet.");
        }

        var capture = ImageCapture.Plan(held.State, call.Account, region, machine, request.BlockDeviceMappings);
        var (tags, snapshotTags) = (
            Tagging.For(call, "image", request.TagSpecifications),
            Tagging.For(call, "snapshot", request.TagSpecifications));
        DryRun.Stop(request.DryRun);
        var reboots = isRunning && request.NoReboot != true;
        var image = PutImage(held.State, call, request.Name, request.Description, tags, ImageState.Pending, shown =>
        {
            ImageCapture.Say(shown, machine);
            shown.SourceInstanceId = machine.Id;
            shown.BlockDeviceMappings = capture.ConvertAll(each => each.Take(
                held.State,
                $"Created by CreateImage({machine.Id}) for {shown.ImageId}",
                snapshotTags,
                reboots && fleet is not null ? InReboot.Awaited : InReboot.No,
                call.Now,
                call.Dice));
        });
        held.State.Images.Put(image with { Program = machine.Program });
        Captures.Settle(held.State);
        if (reboots)
        {
            held.State.Machines.Put(machine.Reboot());
        }

        await held.Keep();
        Tell();

        return new() { ImageId = image.Id };
    }

    public override async ValueTask<DeregisterImageResult> DeregisterImage(
        Call call, DeregisterImageRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var image = ImageFinder.Own(held.State, call.Account, request.ImageId);
        DryRun.Stop(request.DryRun);
        held.State.Images.Remove(image.Id);
        var deleted = request.DeleteAssociatedSnapshots == true
            ? Captures.SnapshotsOf(image).Distinct().Select(id => Drop(held.State, call, id)).ToList()
            : null;
        await held.Keep();
        storage.Tell();
        return new() { Return = true, DeleteSnapshotResults = deleted };
    }

    /// <summary>Puts down an image with all that images have in common, and what is said of this one.</summary>
    private static MachineImage PutImage(
        Ec2State state, Call call, string name, string? description, List<Tag> tags, string wanted, Action<Image> say)
    {
        var fresh = new MachineImage(call.Dice.Resource("ami"), call.Account, new());
        var image = fresh.With(shown =>
        {
            shown.ImageId = fresh.Id;
            shown.Name = name;
            shown.Description = description;
            shown.OwnerId = call.Account;
            shown.ImageLocation = $"{call.Account}/{name}";
            shown.State = wanted;
            shown.Public = false;
            shown.CreationDate = ImageRules.Date(call.Now);
            shown.ImageType = ImageTypeValues.Machine;
            shown.PlatformDetails = "Linux/UNIX";
            shown.UsageOperation = "RunInstances";
            shown.Hypervisor = HypervisorType.Xen;
            shown.RootDeviceType = DeviceType.Ebs;
            shown.Tags = tags;
            say(shown);
        });
        state.Images.Put(image);
        return image;
    }

    private static DeleteSnapshotReturnCode Drop(Ec2State state, Call call, string id)
    {
        if (state.Snapshots.Find(call.Account, id) is not { } snapshot)
        {
            return new() { SnapshotId = id, ReturnCode = SnapshotReturnCodes.MissingPermissions };
        }

        if (Captures.UserOf(state, snapshot) is not null)
        {
            return new() { SnapshotId = id, ReturnCode = SnapshotReturnCodes.Skipped };
        }

        state.Snapshots.Remove(id);
        return new() { SnapshotId = id, ReturnCode = SnapshotReturnCodes.Success };
    }

    private static bool OwnsImage(Call call, List<string>? owners, Image image) =>
        owners is not { Count: > 0 } || owners.Exists(each =>
            (each == "self" ? call.Account : each) == image.OwnerId || each == image.ImageOwnerAlias);

    /// <summary>By explicit permission: that of the owner and that of everybody are others.</summary>
    private static bool Launches(Ec2State state, Call call, List<string>? users, Image image) =>
        users is not { Count: > 0 } || users.Exists(each => each == PermissionGroup.All
            ? image.Public == true
            : state.Images.Find(image.ImageId)?.Launchers.Contains(each == "self" ? call.Account : each) == true);
}
