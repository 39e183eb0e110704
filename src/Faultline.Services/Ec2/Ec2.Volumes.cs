using Faultline.Api.Ec2;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Storage;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    public override async ValueTask<Volume> CreateVolume(Call call, CreateVolumeRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, "volume");
        if (request.MultiAttachEnabled == true)
        {
            throw StorageRefusal.Unsupported("A volume is never on two instances here: Multi-Attach is not supported.");
        }

        var zone = ZoneFor(call, request.AvailabilityZone, request.AvailabilityZoneId);
        using var held = await book.Take(call.Account, ct);
        if (ClientTokens.Outcome(held.State, call, request.ClientToken, request) is { } made
            && held.State.Volumes.Find(made) is { } before)
        {
            await held.Keep();
            return before.Shown;
        }

        var wanted = NewVolume.Plan(held.State, call.Account, region, new()
        {
            SnapshotId = request.SnapshotId,
            VolumeSize = request.Size,
            VolumeType = request.VolumeType,
            Iops = request.Iops,
            Throughput = request.Throughput,
            Encrypted = request.Encrypted,
            KmsKeyId = request.KmsKeyId,
        });
        var tags = Tagging.For(call, "volume", request.TagSpecifications);
        if (around.Board.View.Host(zone).Off)
        {
            throw StorageRefusal.NoCapacity();
        }

        DryRun.Stop(request.DryRun);
        var disk = wanted.Put(
            held.State, call.Account, (ZoneNames.NameOf(call.Account, zone), zone.Name), tags, call.Now, call.Dice);
        ClientTokens.Note(held.State, call, request.ClientToken, request, disk.Id);
        await held.Keep();
        storage.Tell();
        return disk.Shown;
    }

    public override async ValueTask DeleteVolume(Call call, DeleteVolumeRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var disk = OwnDisk(held.State, call, request.VolumeId);
        if (disk.Attachment is { } on)
        {
            throw StorageRefusal.InUse($"Volume {disk.Id} is currently attached to {on.InstanceId}");
        }

        if (!disk.Is(VolumeState.Available) && !disk.Is(VolumeState.Error))
        {
            throw StorageRefusal.State($"Volume '{disk.Id}' is in the '{disk.State}' state.");
        }

        DryRun.Stop(request.DryRun);
        held.State.Volumes.Put(disk.With(shown => shown.State = VolumeState.Deleting));
        await held.Keep();
        storage.Tell();
    }

    public override async ValueTask<ModifyVolumeResult> ModifyVolume(
        Call call, ModifyVolumeRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var disk = OwnDisk(held.State, call, request.VolumeId);
        // "Wait at least six hours" ("Requirements for Amazon EBS volume modifications" in the EBS user guide).
        var rest = around.Timing.Interval("ec2", TimeSpan.FromHours(6), TimeSpan.Zero);
        var (changed, modification) = VolumeChange.Plan(held.State, disk, request, rest, call.Now);
        if (!VolumeWork.Reaches(around, disk))
        {
            throw StorageRefusal.OutOfReach(disk.Id, disk.Shown.AvailabilityZone!);
        }

        DryRun.Stop(request.DryRun);
        held.State.Volumes.Put(changed);
        held.State.VolumeModifications.Put(new(disk.Id, call.Account, modification));
        await held.Keep();
        storage.Tell();
        return new() { VolumeModification = modification };
    }

    public override async ValueTask ModifyVolumeAttribute(
        Call call, ModifyVolumeAttributeRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var disk = OwnDisk(held.State, call, request.VolumeId);
        var enables = request.AutoEnableIO?.Value
            ?? throw StorageRefusal.MissingParameter("The request must contain the parameter AutoEnableIO");
        DryRun.Stop(request.DryRun);
        held.State.Volumes.Put(disk with { AutoEnablesIo = enables });
        await held.Keep();
    }

    public override async ValueTask<DescribeVolumeAttributeResult> DescribeVolumeAttribute(
        Call call, DescribeVolumeAttributeRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var disk = OwnDisk(held.State, call, request.VolumeId);
        DescribeVolumeAttributeResult shown = request.Attribute switch
        {
            VolumeAttributeName.AutoEnableIO => new() { AutoEnableIO = new() { Value = disk.AutoEnablesIo } },
            VolumeAttributeName.ProductCodes => new() { ProductCodes = [] },
            _ => throw Refusal.Value(request.Attribute, "attribute"),
        };
        shown.VolumeId = disk.Id;
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return shown;
    }

    public override async ValueTask<GetEbsEncryptionByDefaultResult> GetEbsEncryptionByDefault(
        Call call, GetEbsEncryptionByDefaultRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var encrypts = held.State.Accounts.Find(call.Account)!.EncryptsVolumes;
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { EbsEncryptionByDefault = encrypts, SseType = encrypts ? SSEType.SseKms : SSEType.None };
    }

    public override async ValueTask<EnableEbsEncryptionByDefaultResult> EnableEbsEncryptionByDefault(
        Call call, EnableEbsEncryptionByDefaultRequest request, CancellationToken ct)
    {
        await Encrypt(call, true, request.DryRun, ct);
        return new() { EbsEncryptionByDefault = true };
    }

    public override async ValueTask<DisableEbsEncryptionByDefaultResult> DisableEbsEncryptionByDefault(
        Call call, DisableEbsEncryptionByDefaultRequest request, CancellationToken ct)
    {
        await Encrypt(call, false, request.DryRun, ct);
        return new() { EbsEncryptionByDefault = false };
    }

    private async ValueTask Encrypt(Call call, bool encrypts, bool? dryRun, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        DryRun.Stop(dryRun);
        held.State.Accounts.Change(call.Account, row => row with { EncryptsVolumes = encrypts });
        await held.Keep();
    }

    private static Disk OwnDisk(Ec2State state, Call call, string id) =>
        state.Volumes.Find(call.Account, id) ?? throw StorageRefusal.MissingVolumes([id]);

    /// <summary>The zone that a caller names by its name or its id.</summary>
    private Domain ZoneFor(Call call, string? name, string? id)
    {
        if (name is not null && id is not null)
        {
            throw StorageRefusal.Combination(
                "The parameters AvailabilityZone and AvailabilityZoneId cannot be used together");
        }

        var asked = name ?? id
            ?? throw StorageRefusal.MissingParameter("The request must contain the parameter AvailabilityZone");
        return around.Atlas.Region(region) is { } here
            && ZoneNames.Find(call.Account, here, asked) is { } zone
            && zone.Name == asked == (name is null)
                ? zone
                : throw StorageRefusal.NoZone(asked);
    }
}
