using System.Globalization;
using Faultline.Api.ZonalShift;
using Faultline.Kernel;
using Faultline.Services.ZonalShift.Keeping;
using Faultline.Wire;
using Shift = Faultline.Api.ZonalShift.ZonalShift;

namespace Faultline.Services.ZonalShift;

internal sealed partial class ZonalShift
{
    /// <summary>The part of AWS whose shifts are those of experiments, which it alone changes.</summary>
    private const string Experimenter = "fis.amazonaws.com";

    public override async ValueTask<Shift> StartZonalShift(
        Call call, StartZonalShiftRequest request, CancellationToken ct)
    {
        var span = Expiry.Of(request.ExpiresIn);
        var resource = await resources.Find(call, request.ResourceIdentifier, ct);
        var zone = resources.Zone(resource, request.AwayFrom);
        using var held = await book.Take(ct);
        if (held.State.ActiveOf(resource.Arn) is { } before)
        {
            // Who starts a shift himself goes before practice ("Precedence for zonal shifts", ARC developer guide).
            if (before.Shown.ShiftType != ShiftType.PracticeRun)
            {
                throw AlreadyThere(before.Shown, zone);
            }

            Upkeep.End(held.State, before, ZonalShiftStatus.Canceled, PracticeRunOutcome.Interrupted);
        }

        var shift = Begin(held.State, call, resource.Arn, zone, request.Comment, span,
            call.Principal.Service == Experimenter ? ShiftType.FisExperiment : ShiftType.ZonalShift);
        await held.Keep();
        Tell();
        return shift.To<Shift>();
    }

    public override async ValueTask<Shift> UpdateZonalShift(
        Call call, UpdateZonalShiftRequest request, CancellationToken ct)
    {
        if (request is { Comment: null, ExpiresIn: null })
        {
            throw Refusal.Invalid(
                ValidationExceptionReason.MissingValue, "A comment or an expiration must be specified.");
        }

        DateTimeOffset? expiry = request.ExpiresIn is { } text ? call.Now + Expiry.Of(text) : null;
        using var held = await book.Take(ct);
        var shift = Active(held.State, call, request.ZonalShiftId);
        if (shift.Shown.ShiftType == ShiftType.FisExperiment && call.Principal.Service != Experimenter)
        {
            throw Refusal.Invalid(
                ValidationExceptionReason.FISExperimentUpdateNotAllowed,
                "The zonal shift is one of an experiment of AWS FIS, and can be cancelled but not updated.");
        }

        var changed = shift.With(shown =>
        {
            shown.Comment = request.Comment ?? shown.Comment;
            shown.ExpiryTime = expiry ?? shown.ExpiryTime;
        });
        held.State.Shifts.Put(changed);
        await held.Keep();
        Tell();
        return changed.Shown.To<Shift>();
    }

    /// <summary>Practice runs can be ended so too.</summary>
    public override async ValueTask<Shift> CancelZonalShift(
        Call call, CancelZonalShiftRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var ended = Cancel(held.State, Active(held.State, call, request.ZonalShiftId));
        await held.Keep();
        Tell();
        return ended.To<Shift>();
    }

    /// <summary>Those that are active, unless others are asked for.</summary>
    public override async ValueTask<ListZonalShiftsResponse> ListZonalShifts(
        Call call, ListZonalShiftsRequest request, CancellationToken ct)
    {
        var status = request.Status ?? ZonalShiftStatus.Active;
        using var held = await book.Take(ct);
        var (page, next) = Pages.Cut(
            call,
            held.State.Shifts.Of(call.Account).Select(row => row.Shown)
                .Where(shown => shown.Status == status
                    && (request.ResourceIdentifier is not { } arn || shown.ResourceIdentifier == arn)),
            shown => string.Create(
                CultureInfo.InvariantCulture, $"{shown.StartTime!.Value.UtcTicks:d20} {shown.ZonalShiftId}"),
            request.MaxResults,
            request.NextToken);
        await held.Keep();
        return new() { Items = page, NextToken = next };
    }

    private static ZonalShiftSummary Begin(
        ShiftState state, Call call, string resource, string zone, string comment, TimeSpan span, string type)
    {
        var shown = new ZonalShiftSummary
        {
            ZonalShiftId = call.Dice.Uuid(),
            ResourceIdentifier = resource,
            AwayFrom = zone,
            StartTime = call.Now,
            ExpiryTime = call.Now + span,
            Status = ZonalShiftStatus.Active,
            Comment = comment,
            ShiftType = type,
            PracticeRunOutcome = type == ShiftType.PracticeRun ? PracticeRunOutcome.Pending : null,
        };
        state.Shifts.Put(new(shown.ZonalShiftId, call.Account, shown));
        return shown;
    }

    private static ZonalShiftSummary Cancel(ShiftState state, Owned<ZonalShiftSummary> shift) =>
        Upkeep.End(state, shift, ZonalShiftStatus.Canceled, PracticeRunOutcome.Interrupted).Shown;

    private static AwsError AlreadyThere(ZonalShiftSummary before, string zone) => before.AwayFrom == zone
        ? Refusal.Conflict(
            ConflictExceptionReason.ZonalShiftAlreadyExists,
            $"The zonal shift {before.ZonalShiftId} of the resource away from {zone} is active already.",
            before.ZonalShiftId)
        : Refusal.Conflict(
            ConflictExceptionReason.SimultaneousZonalShiftsConflict,
            $"The resource is shifted away from {before.AwayFrom} by the zonal shift {before.ZonalShiftId}.",
            before.ZonalShiftId);

    private static Owned<ZonalShiftSummary> Active(ShiftState state, Call call, string id)
    {
        var shift = state.Shifts.Find(call.Account, id) ?? throw Refusal.NoShift(id);
        return shift.Shown.Status == ZonalShiftStatus.Active ? shift : throw Refusal.NotActive(id);
    }
}
