using Faultline.Api.ZonalShift;
using Faultline.Services.ZonalShift.Keeping;
using Faultline.Wire;

namespace Faultline.Services.ZonalShift;

internal sealed partial class ZonalShift
{
    public override async ValueTask<GetManagedResourceResponse> GetManagedResource(
        Call call, GetManagedResourceRequest request, CancellationToken ct)
    {
        var resource = await resources.Find(call, request.ResourceIdentifier, ct);
        using var held = await book.Take(ct);
        var state = held.State;
        var shown = new GetManagedResourceResponse
        {
            Arn = resource.Arn,
            Name = resource.Name,
            AppliedWeights = Weights(state, resource),
            ZonalShifts = Shifts(state, resource.Arn),
            Autoshifts = [],
            PracticeRunConfiguration = state.Practices.Find(resource.Arn)?.Shown,
            ZonalAutoshiftStatus = state.AutoshiftOf(resource.Arn),
        };
        await held.Keep();
        return shown;
    }

    public override async ValueTask<ListManagedResourcesResponse> ListManagedResources(
        Call call, ListManagedResourcesRequest request, CancellationToken ct)
    {
        var (page, next) = Pages.Cut(
            call, await resources.All(call, ct), resource => resource.Arn, request.MaxResults, request.NextToken);
        using var held = await book.Take(ct);
        var state = held.State;
        var items = page.ConvertAll(resource => new ManagedResourceSummary
        {
            Arn = resource.Arn,
            Name = resource.Name,
            AvailabilityZones = resource.Zones,
            AppliedWeights = Weights(state, resource),
            ZonalShifts = Shifts(state, resource.Arn),
            Autoshifts = [],
            ZonalAutoshiftStatus = state.AutoshiftOf(resource.Arn),
            PracticeRunStatus = state.Practices.Find(resource.Arn) is null
                ? ZonalAutoshiftStatus.Disabled
                : ZonalAutoshiftStatus.Enabled,
        });
        await held.Keep();
        return new() { Items = items, NextToken = next };
    }

    public override async ValueTask<UpdateZonalAutoshiftConfigurationResponse> UpdateZonalAutoshiftConfiguration(
        Call call, UpdateZonalAutoshiftConfigurationRequest request, CancellationToken ct)
    {
        var resource = await resources.Find(call, request.ResourceIdentifier, ct);
        using var held = await book.Take(ct);
        if (request.ZonalAutoshiftStatus == ZonalAutoshiftStatus.Enabled)
        {
            Practice(held.State, resource.Arn);
        }

        var shown = new UpdateZonalAutoshiftConfigurationResponse
        {
            ResourceIdentifier = resource.Arn,
            ZonalAutoshiftStatus = request.ZonalAutoshiftStatus,
        };
        held.State.Autoshifts.Put(new(resource.Arn, call.Account, shown));
        await held.Keep();
        return shown;
    }

    /// <summary>Nobody watches zones here as AWS does, so there never is one.</summary>
    public override ValueTask<ListAutoshiftsResponse> ListAutoshifts(
        Call call, ListAutoshiftsRequest request, CancellationToken ct)
    {
        var (page, _) = Pages.Cut<AutoshiftSummary>(call, [], _ => "", request.MaxResults, request.NextToken);
        return new(new ListAutoshiftsResponse { Items = page });
    }

    public override async ValueTask<GetAutoshiftObserverNotificationStatusResponse>
        GetAutoshiftObserverNotificationStatus(
            Call call, GetAutoshiftObserverNotificationStatusRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var shown = held.State.Observers.Find(call.Account)?.Shown;
        await held.Keep();
        return shown ?? new() { Status = AutoshiftObserverNotificationStatus.Disabled };
    }

    public override async ValueTask<UpdateAutoshiftObserverNotificationStatusResponse>
        UpdateAutoshiftObserverNotificationStatus(
            Call call, UpdateAutoshiftObserverNotificationStatusRequest request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        held.State.Observers.Put(new(call.Account, call.Account, new() { Status = request.Status }));
        await held.Keep();
        return new() { Status = request.Status };
    }

    /// <summary>All the traffic of a zone, or none.</summary>
    private static Dictionary<string, float> Weights(ShiftState state, ManagedResource resource)
    {
        var away = state.ActiveOf(resource.Arn)?.Shown.AwayFrom;
        return resource.Zones.ToDictionary(zone => zone, zone => zone == away ? 0f : 1f);
    }

    private static List<ZonalShiftInResource> Shifts(ShiftState state, string arn) =>
        state.ActiveOf(arn)?.Shown is { } shown
            ?
            [
                new()
                {
                    AppliedStatus = AppliedStatus.Applied,
                    ZonalShiftId = shown.ZonalShiftId,
                    ResourceIdentifier = shown.ResourceIdentifier,
                    AwayFrom = shown.AwayFrom,
                    ExpiryTime = shown.ExpiryTime,
                    StartTime = shown.StartTime,
                    Comment = shown.Comment,
                    ShiftType = shown.ShiftType,
                    PracticeRunOutcome = shown.PracticeRunOutcome,
                },
            ]
            : [];
}
