using Faultline.Api.Rds;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Rds;

/// <summary>What can be asked of instances besides what they are.</summary>
internal sealed partial class Rds
{
    public override async ValueTask<DescribeValidDBInstanceModificationsResult> DescribeValidDBInstanceModifications(
        Call call, DescribeValidDBInstanceModificationsMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var row = Find(held.State, call, request.DBInstanceIdentifier);
        await held.Keep();
        return new()
        {
            ValidDBInstanceModificationsMessage = new()
            {
                Storage = [.. StorageRules.All.Select(kind => Valid(kind, row.Shown.AllocatedStorage!.Value))],
                ValidProcessorFeatures = [],
                SupportsDedicatedLogVolume = false,
            },
        };
    }

    /// <summary>There is nothing here that AWS would have to maintain.</summary>
    public override async ValueTask<PendingMaintenanceActionsMessage> DescribePendingMaintenanceActions(
        Call call, DescribePendingMaintenanceActionsMessage request, CancellationToken ct)
    {
        if (request.ResourceIdentifier is { } arn)
        {
            await Known(call, arn, ct);
        }

        return new() { PendingMaintenanceActions = [] };
    }

    public override async ValueTask<ApplyPendingMaintenanceActionResult> ApplyPendingMaintenanceAction(
        Call call, ApplyPendingMaintenanceActionMessage request, CancellationToken ct)
    {
        var row = await Known(call, request.ResourceIdentifier, ct);
        throw RdsErrors.ResourceNotFoundFault(
            $"No pending maintenance action {request.ApplyAction} was found for {row.Arn}.");
    }

    /// <summary>Roles are only stored: a database here calls nobody.</summary>
    public override async ValueTask AddRoleToDBInstance(
        Call call, AddRoleToDBInstanceMessage request, CancellationToken ct) => await Change(
        call,
        request.DBInstanceIdentifier,
        (_, row) => Available(row).Shown.AssociatedRoles!.Exists(each => each.FeatureName == request.FeatureName)
            ? throw RdsErrors.DBInstanceRoleAlreadyExistsFault(
                $"The DB instance {row.Name} has a role for the feature {request.FeatureName} already.")
            : row.With(shown => shown.AssociatedRoles =
            [
                .. shown.AssociatedRoles!,
                new() { RoleArn = request.RoleArn, FeatureName = request.FeatureName, Status = "ACTIVE" },
            ]),
        ct);

    public override async ValueTask RemoveRoleFromDBInstance(
        Call call, RemoveRoleFromDBInstanceMessage request, CancellationToken ct) => await Change(
        call,
        request.DBInstanceIdentifier,
        (_, row) => Available(row).Shown.AssociatedRoles!.Exists(each => Is(each, request))
            ? row.With(shown => shown.AssociatedRoles = [.. shown.AssociatedRoles!.Where(each => !Is(each, request))])
            : throw RdsErrors.DBInstanceRoleNotFoundFault(
                $"The DB instance {row.Name} has no role {request.RoleArn} for the feature {request.FeatureName}."),
        ct);

    private static bool Is(DBInstanceRole role, RemoveRoleFromDBInstanceMessage request) =>
        role.RoleArn == request.RoleArn && role.FeatureName == request.FeatureName;

    /// <summary>An instance of the caller's by its ARN; nothing else is there for maintenance.</summary>
    private async ValueTask<InstanceRow> Known(Call call, string arn, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var found = Arns.Read(arn) is { Type: Arns.Instance } parts
            && (parts.Region, parts.Account) == (region, call.Account)
            ? held.State.Instance(call.Account, parts.Name)
            : null;
        await held.Keep();
        return found ?? throw RdsErrors.ResourceNotFoundFault($"The resource {arn} was not found.");
    }

    private static ValidStorageOptions Valid(StorageKind kind, int size) => new()
    {
        StorageType = kind.Type,
        StorageSize = [new() { From = Math.Max(kind.Min, size), To = kind.Max, Step = 1 }],
        ProvisionedIops = kind.Iops is { } iops ? [new() { From = iops.From, To = iops.To, Step = 1 }] : [],
        IopsToStorageRatio = kind.RatioMax is { } most ? [new() { From = 0.5, To = most }] : [],
        ProvisionedStorageThroughput =
            kind.Throughput is { } speed ? [new() { From = speed.From, To = speed.To, Step = 1 }] : [],
        SupportsStorageAutoscaling = kind.Type != StorageRules.Magnetic,
    };
}
