using Faultline.Api.Ec2;
using Faultline.Services.Ec2.Images;
using Faultline.Services.Ec2.Storage;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    public override async ValueTask<DescribeSnapshotAttributeResult> DescribeSnapshotAttribute(
        Call call, DescribeSnapshotAttributeRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var snapshot = OwnSnapshot(held.State, call, request.SnapshotId);
        DescribeSnapshotAttributeResult shown = request.Attribute switch
        {
            SnapshotAttributeName.CreateVolumePermission => new()
            {
                CreateVolumePermissions =
                [
                    .. snapshot.Public ? new CreateVolumePermission[] { new() { Group = PermissionGroup.All } } : [],
                    .. snapshot.Sharers.Select(account => new CreateVolumePermission { UserId = account }),
                ],
            },
            SnapshotAttributeName.ProductCodes => new() { ProductCodes = [] },
            _ => throw Refusal.Value(request.Attribute, "attribute"),
        };
        shown.SnapshotId = snapshot.Id;
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return shown;
    }

    public override async ValueTask ModifySnapshotAttribute(
        Call call, ModifySnapshotAttributeRequest request, CancellationToken ct)
    {
        if ((request.Attribute ?? SnapshotAttributeName.CreateVolumePermission)
            != SnapshotAttributeName.CreateVolumePermission)
        {
            throw Refusal.Value(request.Attribute!, "attribute");
        }

        using var held = await book.Take(call.Account, ct);
        var snapshot = OwnSnapshot(held.State, call, request.SnapshotId);
        var change = PermissionChange.Read(
            request.OperationType, request.UserIds, request.GroupNames,
            request.CreateVolumePermission?.Add?.Select(each => (each.UserId, each.Group)),
            request.CreateVolumePermission?.Remove?.Select(each => (each.UserId, each.Group)));
        var (sharers, everybody) = change.Over(snapshot.Sharers, snapshot.Public);
        if (snapshot.Shown.Encrypted == true && everybody)
        {
            throw new AwsError("OperationNotPermitted", 400, "Encrypted snapshots cannot be shared publicly");
        }

        if (snapshot.Shown.KmsKeyId == NewVolume.DefaultKey(region, call.Account) && sharers.Count > 0)
        {
            throw new AwsError(
                "OperationNotPermitted", 400, "Encrypted snapshots with EBS default key cannot be shared");
        }

        DryRun.Stop(request.DryRun);
        held.State.Snapshots.Put(snapshot with { Sharers = sharers, Public = everybody });
        await held.Keep();
    }

    public override async ValueTask ResetSnapshotAttribute(
        Call call, ResetSnapshotAttributeRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var snapshot = OwnSnapshot(held.State, call, request.SnapshotId);
        if (request.Attribute != SnapshotAttributeName.CreateVolumePermission)
        {
            throw Refusal.Value(request.Attribute, "attribute");
        }

        DryRun.Stop(request.DryRun);
        held.State.Snapshots.Put(snapshot with { Sharers = [], Public = false });
        await held.Keep();
    }
}
