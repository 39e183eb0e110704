using System.Text.Json.Nodes;
using Faultline.Api.ZonalShift;
using Faultline.Services.Provisioning;

namespace Faultline.Services.ZonalShift.Resources;

/// <summary>Whether an account hears of autoshifts. Its id is the account and the region.</summary>
internal sealed class AutoshiftObserverNotificationStatusType(ZonalShiftApi shifts)
    : ResourceType("AWS::ARCZonalShift::AutoshiftObserverNotificationStatus")
{
    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        await Put(work, work.Properties.Needed("Status"), ct);
        return $"{work.Account}|{work.Region}";
    }

    /// <summary>An account always has a status: it goes back to AWS's.</summary>
    public override async ValueTask Delete(Work work, CancellationToken ct) =>
        await Put(work, AutoshiftObserverNotificationStatus.Disabled, ct);

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        var found = await work.Ask(
            shifts.GetAutoshiftObserverNotificationStatus, new GetAutoshiftObserverNotificationStatusRequest(), ct);
        return new() { ["Status"] = found.Status, ["AccountId"] = work.Account, ["Region"] = work.Region };
    }

    private async ValueTask Put(Work work, string status, CancellationToken ct) => await work.Ask(
        shifts.UpdateAutoshiftObserverNotificationStatus,
        new UpdateAutoshiftObserverNotificationStatusRequest { Status = status },
        ct);
}
