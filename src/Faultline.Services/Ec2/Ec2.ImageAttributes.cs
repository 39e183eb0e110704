using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Images;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Storage;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    public override async ValueTask<CopyImageResult> CopyImage(
        Call call, CopyImageRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, "image", "snapshot");
        var (source, snapshots) = await (await In(call, request.SourceRegion, ct)).OfferImage(
            call.Account, request.SourceImageId, ct);
        var keys = snapshots.ToDictionary(
            each => each.Id, each => CopyKey(call, each, request.Encrypted, request.KmsKeyId));
        var tags = Tagging.For(call, "image", request.TagSpecifications);
        if (request.CopyImageTags == true && source.Shown.OwnerId == call.Account)
        {
            tags = Tagging.Merge(source.Shown.Tags ?? [], tags);
        }

        using var held = await book.Take(call.Account, ct);
        if (ClientTokens.Outcome(held.State, call, request.ClientToken, request) is { } made)
        {
            await held.Keep();
            return new() { ImageId = made };
        }

        ImageRules.CheckName(held.State, call.Account, request.Name);
        DryRun.Stop(request.DryRun);
        var image = PutImage(held.State, call, request.Name, request.Description, tags, ImageState.Pending, shown =>
        {
            var said = source.Shown.To<Image>();
            (shown.Architecture, shown.VirtualizationType) = (said.Architecture, said.VirtualizationType);
            (shown.EnaSupport, shown.SriovNetSupport) = (said.EnaSupport, said.SriovNetSupport);
            (shown.BootMode, shown.TpmSupport, shown.ImdsSupport) = (said.BootMode, said.TpmSupport, said.ImdsSupport);
            (shown.KernelId, shown.RamdiskId) = (said.KernelId, said.RamdiskId);
            shown.RootDeviceName = said.RootDeviceName;
            (shown.SourceImageId, shown.SourceImageRegion) = (said.ImageId, request.SourceRegion);
            shown.Description ??= $"[Copied {said.ImageId} from {request.SourceRegion}] {said.Description}".Trim();
            shown.BlockDeviceMappings = said.BlockDeviceMappings?.ConvertAll(mapping =>
                snapshots.Find(each => each.Id == mapping.Ebs?.SnapshotId) is { } from
                    ? CopyDevice(held.State, call, request, shown, mapping, from, keys[from.Id])
                    : mapping);
        });
        held.State.Images.Put(image with { Program = source.Program });
        Captures.Settle(held.State);
        ClientTokens.Note(held.State, call, request.ClientToken, request, image.Id);
        await held.Keep();
        storage.Tell();
        return new() { ImageId = image.Id };
    }

    public override async ValueTask<ImageAttribute> DescribeImageAttribute(
        Call call, DescribeImageAttributeRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var image = ImageFinder.Own(held.State, call.Account, request.ImageId);
        var shown = Attribute(image, request.Attribute);
        shown.ImageId = image.Id;
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return shown;
    }

    public override async ValueTask ModifyImageAttribute(
        Call call, ModifyImageAttributeRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var image = ImageFinder.Own(held.State, call.Account, request.ImageId);
        var changed = Changed(image, request);
        DryRun.Stop(request.DryRun);
        held.State.Images.Put(changed);
        await held.Keep();
    }

    public override async ValueTask ResetImageAttribute(
        Call call, ResetImageAttributeRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var image = ImageFinder.Own(held.State, call.Account, request.ImageId);
        if (request.Attribute != ResetImageAttributeName.LaunchPermission)
        {
            throw Refusal.Value(request.Attribute, "attribute");
        }

        DryRun.Stop(request.DryRun);
        held.State.Images.Put((image with { Launchers = [] }).With(shown => shown.Public = false));
        await held.Keep();
    }

    /// <summary>An image of this region that an account may copy, and its snapshots.</summary>
    private async ValueTask<(FoundImage Image, List<DiskSnapshot> Snapshots)> OfferImage(
        string account, string id, CancellationToken ct)
    {
        using var held = await book.Take(account, ct);
        var image = ImageFinder.Find(held.State, account, id);
        var snapshots = (image.Shown.BlockDeviceMappings ?? [])
            .Select(mapping => held.State.Snapshots.Find(mapping.Ebs?.SnapshotId))
            .OfType<DiskSnapshot>()
            .ToList();
        await held.Keep();
        return (image, snapshots);
    }

    private static BlockDeviceMapping CopyDevice(
        Ec2State state,
        Call call,
        CopyImageRequest request,
        Image image,
        BlockDeviceMapping mapping,
        DiskSnapshot from,
        string? key)
    {
        var copy = NewSnapshot.Copy(
            state, call.Account, request.SourceRegion, from, key,
            $"Copied for DestinationAmi {image.ImageId} from SourceAmi {request.SourceImageId} for " +
            $"SourceSnapshot {from.Id}.",
            Tagging.For(call, "snapshot", request.TagSpecifications), call.Now, call.Dice);
        return mapping.With(shown => shown.Ebs = mapping.Ebs!.With(ebs =>
        {
            ebs.SnapshotId = copy.Id;
            ebs.Encrypted = key is not null;
            ebs.KmsKeyId = key;
        }));
    }

    private static ImageAttribute Attribute(MachineImage image, string name) => name switch
    {
        ImageAttributeName.Description => new() { Description = new() { Value = image.Shown.Description } },
        ImageAttributeName.Kernel => new() { KernelId = new() { Value = image.Shown.KernelId } },
        ImageAttributeName.Ramdisk => new() { RamdiskId = new() { Value = image.Shown.RamdiskId } },
        ImageAttributeName.SriovNetSupport => new() { SriovNetSupport = new() { Value = image.Shown.SriovNetSupport } },
        ImageAttributeName.BootMode => new() { BootMode = new() { Value = image.Shown.BootMode } },
        ImageAttributeName.TpmSupport => new() { TpmSupport = new() { Value = image.Shown.TpmSupport } },
        ImageAttributeName.ImdsSupport => new() { ImdsSupport = new() { Value = image.Shown.ImdsSupport } },
        ImageAttributeName.BlockDeviceMapping => new() { BlockDeviceMappings = image.Shown.BlockDeviceMappings },
        ImageAttributeName.ProductCodes => new() { ProductCodes = [] },
        ImageAttributeName.LaunchPermission => new()
        {
            LaunchPermissions =
            [
                .. image.Shown.Public == true ? new LaunchPermission[] { new() { Group = PermissionGroup.All } } : [],
                .. image.Launchers.Select(account => new LaunchPermission { UserId = account }),
            ],
        },
        _ => throw Refusal.Value(name, "attribute"),
    };

    private static MachineImage Changed(MachineImage image, ModifyImageAttributeRequest request)
    {
        var description = request.Description?.Value
            ?? (request.Attribute == ImageAttributeName.Description ? request.Value ?? "" : null);
        if (description is not null)
        {
            return image.With(shown => shown.Description = description);
        }

        if (request.ImdsSupport?.Value is { } support)
        {
            return support == ImdsSupportValues.V20
                ? image.With(shown => shown.ImdsSupport = support)
                : throw Refusal.Value(support, "imdsSupport");
        }

        if ((request.Attribute ?? ImageAttributeName.LaunchPermission) != ImageAttributeName.LaunchPermission)
        {
            throw Refusal.Value(request.Attribute!, "attribute");
        }

        if (request.OrganizationArns is { Count: > 0 } || request.OrganizationalUnitArns is { Count: > 0 })
        {
            throw StorageRefusal.Unsupported("There are no organizations here to share an image with.");
        }

        var change = PermissionChange.Read(
            request.OperationType, request.UserIds, request.UserGroups,
            request.LaunchPermission?.Add?.Select(each => (each.UserId, each.Group)),
            request.LaunchPermission?.Remove?.Select(each => (each.UserId, each.Group)));
        var (launchers, everybody) = change.Over(image.Launchers, image.Shown.Public == true);
        return (image with { Launchers = launchers }).With(shown => shown.Public = everybody);
    }
}
