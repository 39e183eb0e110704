using System.Collections.Immutable;
using Faultline.Api.ZonalShift;
using Faultline.Wire;

namespace Faultline.Services.Fis.Actions.Arc;

/// <summary>
/// Leads traffic away from a zone as AWS's own autoshift does: by shifts of one minute that are renewed, so that none
/// outlives an experiment that nobody looks after. Its shifts are known by their comment.
/// </summary>
internal sealed class Autoshift(ActionReach reach) : IAction
{
    public const string Service = "fis.amazonaws.com";

    private const string Role = "AWSServiceRoleForFIS/FIS";
    private const string ZoneName = "availabilityZoneIdentifier";
    private const string Types = "managedResourceTypes";
    private const string Status = "zonalAutoshiftStatus";
    private const string Any = "ANY";
    private const string Shifted = "shifted";
    private const string Minute = "1m";

    private static readonly TimeSpan renewal = TimeSpan.FromSeconds(40);

    private static readonly (string Type, string InArn)[] types =
    [
        ("ASG", ":autoScalingGroup:"), ("ALB", ":loadbalancer/app/"), ("NLB", ":loadbalancer/net/"),
        ("EKS", ":cluster/"),
    ];

    public IEnumerable<string> Check(IReadOnlyDictionary<string, string> parameters) =>
    [
        .. Given.Among(parameters, Status, ZonalAutoshiftStatus.Enabled, ZonalAutoshiftStatus.Disabled, Any),
        .. Given.List(parameters.GetValueOrDefault(Types)).Except(types.Select(each => each.Type))
            .Select(each => $"{Types} are some of ASG, ALB, NLB, EKS; not '{each}'."),
    ];

    public async ValueTask<ImmutableSortedDictionary<string, string>> Begin(ActionScene scene, CancellationToken ct)
    {
        var zone = reach.Zone(scene, scene.Parameters[ZoneName]).Name;
        var wanted = new List<string>();
        foreach (var target in scene.Targets.Where(target => IsWanted(scene, target.Arn)))
        {
            if (await Takes(scene, target.Arn, zone, ct))
            {
                wanted.Add(target.Arn);
            }
        }

        try
        {
            var ours = await Ours(scene, ZonalShiftStatus.Active, ct);
            foreach (var arn in wanted.Where(arn => !ours.Exists(shift => shift.ResourceIdentifier == arn)))
            {
                await Start(scene, arn, zone, ct);
            }
        }
        catch (AwsError)
        {
            await End(scene, ct);
            throw;
        }

        return Notes.Of(Shifted, wanted);
    }

    /// <summary>
    /// Renews what is about to expire, and begins anew what expired while nobody was there; what somebody cancelled
    /// stays so.
    /// </summary>
    public async ValueTask Tend(ActionScene scene, CancellationToken ct)
    {
        var (wanted, now) = (Given.List(scene.Kept.GetValueOrDefault(Shifted)), reach.Node.Now);
        var active = await Ours(scene, ZonalShiftStatus.Active, ct);
        foreach (var shift in active.Where(shift => shift.ExpiryTime - now <= renewal))
        {
            await reach.Calls.Ask(Fis(scene), reach.Shifts.UpdateZonalShift, new UpdateZonalShiftRequest
            {
                ZonalShiftId = shift.ZonalShiftId!,
                ExpiresIn = Minute,
            }, ct);
        }

        var missing = wanted.Except(active.Select(shift => shift.ResourceIdentifier!)).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var zone = reach.Zone(scene, scene.Parameters[ZoneName]).Name;
        var cancelled = await Ours(scene, ZonalShiftStatus.Canceled, ct);
        foreach (var arn in missing.Where(arn => !cancelled.Exists(shift => shift.ResourceIdentifier == arn)))
        {
            await Start(scene, arn, zone, ct);
        }
    }

    public async ValueTask End(ActionScene scene, CancellationToken ct) => await Every.Of(
        await Ours(scene, ZonalShiftStatus.Active, ct),
        async shift => await reach.Calls.Ask(
            Fis(scene),
            reach.Shifts.CancelZonalShift,
            new CancelZonalShiftRequest { ZonalShiftId = shift.ZonalShiftId! },
            ct));

    private async ValueTask Start(ActionScene scene, string arn, string zone, CancellationToken ct)
    {
        try
        {
            await reach.Calls.Ask(Fis(scene), reach.Shifts.StartZonalShift, new StartZonalShiftRequest
            {
                ResourceIdentifier = arn,
                AwayFrom = zone,
                ExpiresIn = Minute,
                Comment = CommentOf(scene),
            }, ct);
        }
        catch (AwsError there) when (there.Code == "ConflictException" && there.Message.Contains(
            $"away from {zone} is active already", StringComparison.Ordinal))
        {
            // Somebody leads it away from there already, and it is his to end.
        }
    }

    /// <summary>
    /// Whether it is in the zone, and may be shifted as the action asks: one that takes no part is left alone.
    /// </summary>
    private async ValueTask<bool> Takes(ActionScene scene, string arn, string zone, CancellationToken ct)
    {
        try
        {
            var shown = await reach.Calls.Ask(
                Fis(scene),
                reach.Shifts.GetManagedResource,
                new GetManagedResourceRequest { ResourceIdentifier = arn },
                ct);
            var asked = scene.Parameters.GetValueOrDefault(Status, ZonalAutoshiftStatus.Enabled);
            return shown.AppliedWeights!.ContainsKey(zone) && (asked == Any || shown.ZonalAutoshiftStatus == asked);
        }
        catch (AwsError gone) when (gone.Code == "ResourceNotFoundException")
        {
            return false;
        }
    }

    private async ValueTask<List<ZonalShiftSummary>> Ours(ActionScene scene, string status, CancellationToken ct)
    {
        var (all, comment) = (new List<ZonalShiftSummary>(), CommentOf(scene));
        string? next = null;
        do
        {
            var page = await reach.Calls.Ask(
                Fis(scene),
                reach.Shifts.ListZonalShifts,
                new ListZonalShiftsRequest { Status = status, NextToken = next },
                ct);
            all.AddRange(page.Items!.Where(shift => shift.Comment == comment));
            next = page.NextToken;
        }
        while (next is not null);
        return all;
    }

    private static bool IsWanted(ActionScene scene, string arn) =>
        Given.List(scene.Parameters.GetValueOrDefault(Types)) is not { Length: > 0 } some
        || types.Any(each => some.Contains(each.Type) && arn.Contains(each.InArn, StringComparison.Ordinal));

    private static string CommentOf(ActionScene scene) => $"AWS FIS {scene.Token}";

    private static Principal Fis(ActionScene scene) => Principal.OfService(scene.Who.Account, Service, Role);
}
