using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Capacity;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;
using Modifications = Faultline.Api.Ec2.DescribeReservedInstancesModificationsResult;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    private static readonly Paging modifiedPages = new(Min: 1, Max: 100, Unasked: 100);

    public override async ValueTask<ModifyReservedInstancesResult> ModifyReservedInstances(
        Call call, ModifyReservedInstancesRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        if (ClientTokens.Outcome(held.State, call, request.ClientToken, request) is { } made)
        {
            await held.Keep();
            return new() { ReservedInstancesModificationId = made };
        }

        Holds.Settle(held.State, call.Now);
        if (request.ReservedInstancesIds.Count == 0 || request.TargetConfigurations.Count == 0)
        {
            throw Refusal.Missing(
                request.ReservedInstancesIds.Count == 0 ? "ReservedInstancesId" : "ReservedInstancesConfiguration");
        }

        var sources = request.ReservedInstancesIds.Distinct().Select(id => OwnReserved(held.State, call, id)).ToList();
        var targets = request.TargetConfigurations.ConvertAll(target => (target, Target(call, target)));
        ReservedChange.Check(sources, request.TargetConfigurations);
        var view = around.Board.View;
        var fresh = ReservedChange.Apply(
            held.State, sources, targets, call.Dice.Uuid, (zone, type) => view.Capacity(zone, type), call.Now);
        var id = $"rimod-{call.Dice.Uuid()}";
        held.State.ReservedModifications.Put(new(id, call.Account, new()
        {
            ReservedInstancesModificationId = id,
            ClientToken = request.ClientToken,
            CreateDate = call.Now,
            UpdateDate = call.Now,
            EffectiveDate = call.Now,
            Status = fresh is null ? "failed" : "fulfilled",
            StatusMessage = fresh is null ? "There is not enough capacity in an Availability Zone." : null,
            ReservedInstancesIds = sources.ConvertAll(row => new ReservedInstancesId
            {
                ReservedInstancesIdValue = row.Id,
            }),
            ModificationResults = request.TargetConfigurations
                .Select((target, index) => new ReservedInstancesModificationResult
                {
                    ReservedInstancesId = fresh?[index],
                    TargetConfiguration = target,
                })
                .ToList(),
        }));
        ClientTokens.Note(held.State, call, request.ClientToken, request, id);
        await held.Keep();
        return new() { ReservedInstancesModificationId = id };
    }

    public override async ValueTask<Modifications> DescribeReservedInstancesModifications(
        Call call, DescribeReservedInstancesModificationsRequest request, CancellationToken ct)
    {
        var passes = ReservedFilters.Modifications.Read(request.Filters);
        using var held = await book.Take(call.Account, ct);
        var ids = request.ReservedInstancesModificationIds ?? [];
        if (ids.Find(id => held.State.ReservedModifications.Find(call.Account, id) is null) is { } missing)
        {
            throw new AwsError(
                "InvalidReservedInstancesModificationId", 400,
                $"The Reserved Instances modification ID '{missing}' does not exist");
        }

        var found = held.State.ReservedModifications.Of(call.Account)
            .Where(row => ids.Count == 0 || ids.Contains(row.Id))
            .Select(row => row.Shown)
            .Where(shown => passes(shown));
        var (page, next) = modifiedPages.Cut(
            call, found, shown => shown.ReservedInstancesModificationId!, null, request.NextToken);
        await held.Keep();
        return new() { ReservedInstancesModifications = page, NextToken = next };
    }

    /// <summary>The zone that a target is of; null for one of the region.</summary>
    private Domain? Target(Call call, ReservedInstancesConfiguration target)
    {
        var names = target.AvailabilityZone is not null || target.AvailabilityZoneId is not null;
        if (target.Scope == Scope.Region && names)
        {
            throw Refusal.Combination("A target configuration of the Region has no Availability Zone.");
        }

        return names ? ZoneFor(call, target.AvailabilityZone, target.AvailabilityZoneId) : null;
    }
}
