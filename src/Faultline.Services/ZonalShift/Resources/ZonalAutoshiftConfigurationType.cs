using System.Text.Json.Nodes;
using Faultline.Api.ZonalShift;
using Faultline.Services.Provisioning;

namespace Faultline.Services.ZonalShift.Resources;

/// <summary>How a resource practises, and whether AWS may shift it. Its id is the resource's ARN.</summary>
internal sealed class ZonalAutoshiftConfigurationType(ZonalShiftApi shifts)
    : ResourceType("AWS::ARCZonalShift::ZonalAutoshiftConfiguration")
{
    private const string Practice = "PracticeRunConfiguration";
    private const string Status = "ZonalAutoshiftStatus";

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var resource = work.Properties.Needed("ResourceIdentifier");
        await Settle(work with { Id = resource }, ct);
        return resource;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct) =>
        await Settle(work, ct);

    public override async ValueTask Delete(Work work, CancellationToken ct)
    {
        if (await Look(work, ct) is { } found)
        {
            await Stop(work, found, ct);
        }
    }

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        // Where nothing was asked for, nothing is what there is to be.
        var isAsked = work.Properties.Has(Practice) || work.Properties.Text(Status) == ZonalAutoshiftStatus.Enabled;
        if (await Look(work, ct) is not { } found
            || (isAsked && found.PracticeRunConfiguration is null
                && found.ZonalAutoshiftStatus != ZonalAutoshiftStatus.Enabled))
        {
            return null;
        }

        var shown = this.Shown(found);
        shown["ResourceIdentifier"] = work.Id;
        if (shown[Practice] is JsonObject practice)
        {
            // What was taken away is shown as what was never said.
            var empty = practice.Where(one => one.Value is JsonArray { Count: 0 }).Select(one => one.Key).ToList();
            empty.ForEach(name => practice.Remove(name));
        }

        return shown;
    }

    /// <summary>Autoshift needs its practice: the one comes before the other, and goes after it.</summary>
    private async ValueTask Settle(Work work, CancellationToken ct)
    {
        var found = await Look(work, ct) ?? throw Refused.Gone(Name, work.Id!);
        if (work.Properties.Group(Practice) is not { } practice)
        {
            await Stop(work, found, ct);
        }
        else if (found.PracticeRunConfiguration is null)
        {
            var request = practice.As<CreatePracticeRunConfigurationRequest>();
            request.ResourceIdentifier = work.Id!;
            await work.Ask(shifts.CreatePracticeRunConfiguration, request, ct);
        }
        else
        {
            // What is not said stays as it is, unless it is said to be nothing.
            var request = practice.As<UpdatePracticeRunConfigurationRequest>();
            request.ResourceIdentifier = work.Id!;
            request.BlockedDates ??= [];
            request.BlockedWindows ??= [];
            request.BlockingAlarms ??= [];
            await work.Ask(shifts.UpdatePracticeRunConfiguration, request, ct);
        }

        await Enable(work, found, work.Properties.Text(Status) ?? ZonalAutoshiftStatus.Disabled, ct);
    }

    private async ValueTask Stop(Work work, GetManagedResourceResponse found, CancellationToken ct)
    {
        await Enable(work, found, ZonalAutoshiftStatus.Disabled, ct);
        if (found.PracticeRunConfiguration is not null)
        {
            await work.Ask(
                shifts.DeletePracticeRunConfiguration,
                new DeletePracticeRunConfigurationRequest { ResourceIdentifier = work.Id! },
                ct);
        }
    }

    private async ValueTask Enable(
        Work work, GetManagedResourceResponse found, string status, CancellationToken ct)
    {
        if ((found.ZonalAutoshiftStatus ?? ZonalAutoshiftStatus.Disabled) != status)
        {
            await work.Ask(
                shifts.UpdateZonalAutoshiftConfiguration,
                new UpdateZonalAutoshiftConfigurationRequest
                {
                    ResourceIdentifier = work.Id!,
                    ZonalAutoshiftStatus = status,
                },
                ct);
        }
    }

    private async ValueTask<GetManagedResourceResponse?> Look(Work work, CancellationToken ct) =>
        await this.OrGone(work.Ask(
            shifts.GetManagedResource, new GetManagedResourceRequest { ResourceIdentifier = work.Id! }, ct));
}
