using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling;

/// <summary>Groups that take part in zonal shift, and the balancers that go ill with that.</summary>
internal sealed partial class AutoScaling
{
    /// <summary>
    /// "Auto Scaling will block scaling policies from decreasing desired capacity" then (user guide).
    /// </summary>
    private bool IsShifted(Group group) => !Impairment.Zones(group, signals.ShiftedAway).IsEmpty;

    /// <summary>
    /// "If you enable zonal shift with cross-zone disabled load balancers, capacity could become imbalanced across
    /// Availability Zones. To skip the validation, specify true" (SkipZonalShiftValidation, API reference).
    /// </summary>
    private async ValueTask CheckShift(
        string account, bool isEnabled, bool? skips, IEnumerable<TrafficSource> sources, CancellationToken ct)
    {
        if (!isEnabled || skips == true)
        {
            return;
        }

        foreach (var source in sources)
        {
            if (!await land.CrossesZones(account, source, ct))
            {
                throw Refusal.Invalid(
                    $"Cross-zone load balancing is disabled for {source.Identifier}: with zonal shift, capacity could "
                    + "become imbalanced across Availability Zones. To skip the validation, set "
                    + "SkipZonalShiftValidation to true.");
            }
        }
    }

    private async ValueTask CheckShift(Call call, UpdateAutoScalingGroupType request, CancellationToken ct)
    {
        if (request.AvailabilityZoneImpairmentPolicy?.ZonalShiftEnabled == true)
        {
            var group = await Look(call, request.AutoScalingGroupName, ct);
            await CheckShift(call.Account, isEnabled: true, request.SkipZonalShiftValidation, group.Sources, ct);
        }
    }

    /// <summary>A group as it is now, for what is asked of others before its turn.</summary>
    private async ValueTask<Group> Look(Call call, string name, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var group = Find(held.State, call, name);
        await held.Keep();
        return group;
    }
}
