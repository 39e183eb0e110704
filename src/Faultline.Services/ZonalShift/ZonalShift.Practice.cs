using Faultline.Api.ZonalShift;
using Faultline.Services.ZonalShift.Keeping;
using Faultline.Wire;

namespace Faultline.Services.ZonalShift;

internal sealed partial class ZonalShift
{
    /// <summary>"How zonal autoshift and practice runs work", ARC developer guide.</summary>
    private static readonly TimeSpan practiceLasts = TimeSpan.FromMinutes(30);

    public override async ValueTask<CreatePracticeRunConfigurationResponse> CreatePracticeRunConfiguration(
        Call call, CreatePracticeRunConfigurationRequest request, CancellationToken ct)
    {
        var configuration = request.To<PracticeRunConfiguration>();
        PracticeRules.Check(configuration);
        var resource = await resources.Find(call, request.ResourceIdentifier, ct);
        using var held = await book.Take(ct);
        if (held.State.Practices.Find(resource.Arn) is not null)
        {
            throw Refusal.Conflict(
                ConflictExceptionReason.PracticeConfigurationAlreadyExists,
                $"The resource {resource.Arn} has a practice run configuration already.");
        }

        held.State.Practices.Put(new(resource.Arn, call.Account, configuration));
        var status = held.State.AutoshiftOf(resource.Arn);
        await held.Keep();
        return new()
        {
            Arn = resource.Arn,
            Name = resource.Name,
            ZonalAutoshiftStatus = status,
            PracticeRunConfiguration = configuration,
        };
    }

    /// <summary>What is not said stays as it is.</summary>
    public override async ValueTask<UpdatePracticeRunConfigurationResponse> UpdatePracticeRunConfiguration(
        Call call, UpdatePracticeRunConfigurationRequest request, CancellationToken ct)
    {
        var resource = await resources.Find(call, request.ResourceIdentifier, ct);
        using var held = await book.Take(ct);
        var before = Practice(held.State, resource.Arn);
        var configuration = new PracticeRunConfiguration
        {
            OutcomeAlarms = request.OutcomeAlarms ?? before.Shown.OutcomeAlarms,
            BlockingAlarms = request.BlockingAlarms ?? before.Shown.BlockingAlarms,
            BlockedWindows = request.BlockedWindows ?? before.Shown.BlockedWindows,
            AllowedWindows = request.AllowedWindows ?? before.Shown.AllowedWindows,
            BlockedDates = request.BlockedDates ?? before.Shown.BlockedDates,
        };
        PracticeRules.Check(configuration);
        held.State.Practices.Put(before with { Shown = configuration });
        var status = held.State.AutoshiftOf(resource.Arn);
        await held.Keep();
        return new()
        {
            Arn = resource.Arn,
            Name = resource.Name,
            ZonalAutoshiftStatus = status,
            PracticeRunConfiguration = configuration,
        };
    }

    public override async ValueTask<DeletePracticeRunConfigurationResponse> DeletePracticeRunConfiguration(
        Call call, DeletePracticeRunConfigurationRequest request, CancellationToken ct)
    {
        var resource = await resources.Find(call, request.ResourceIdentifier, ct);
        using var held = await book.Take(ct);
        Practice(held.State, resource.Arn);
        if (held.State.AutoshiftOf(resource.Arn) == ZonalAutoshiftStatus.Enabled)
        {
            throw Refusal.Conflict(
                ConflictExceptionReason.AutoShiftEnabled,
                $"Zonal autoshift is enabled for the resource {resource.Arn}; it needs its practice run "
                + "configuration.");
        }

        held.State.Practices.Remove(resource.Arn);
        await held.Keep();
        return new()
        {
            Arn = resource.Arn,
            Name = resource.Name,
            ZonalAutoshiftStatus = ZonalAutoshiftStatus.Disabled,
        };
    }

    public override async ValueTask<StartPracticeRunResponse> StartPracticeRun(
        Call call, StartPracticeRunRequest request, CancellationToken ct)
    {
        var resource = await resources.Find(call, request.ResourceIdentifier, ct);
        var zone = resources.Zone(resource, request.AwayFrom);
        using var held = await book.Take(ct);
        PracticeRules.CheckHour(Practice(held.State, resource.Arn).Shown, call.Now);
        if (held.State.ActiveOf(resource.Arn) is { } before)
        {
            throw AlreadyThere(before.Shown, zone);
        }

        var run = Begin(held.State, call, resource.Arn, zone, request.Comment, practiceLasts, ShiftType.PracticeRun);
        await held.Keep();
        Tell();
        return run.To<StartPracticeRunResponse>();
    }

    public override async ValueTask<CancelPracticeRunResponse> CancelPracticeRun(
        Call call, CancelPracticeRunRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var run = Active(held.State, call, request.ZonalShiftId);
        if (run.Shown.ShiftType != ShiftType.PracticeRun)
        {
            throw Refusal.Invalid(
                ValidationExceptionReason.UnsupportedPracticeCancelShiftType,
                $"The zonal shift {run.Id} is not a practice run.");
        }

        var ended = Cancel(held.State, run);
        await held.Keep();
        Tell();
        return ended.To<CancelPracticeRunResponse>();
    }

    private static Owned<PracticeRunConfiguration> Practice(ShiftState state, string arn) =>
        state.Practices.Find(arn) ?? throw Refusal.NoPractice(arn);
}
