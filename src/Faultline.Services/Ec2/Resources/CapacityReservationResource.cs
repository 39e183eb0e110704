using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Services.Provisioning;
using Faultline.Wire;
using State = Faultline.Api.Ec2.CapacityReservationState;

namespace Faultline.Services.Ec2.Resources;

/// <summary>A capacity reservation. <c>Ref</c> gives its id. One that is cancelled is seen for a while yet.</summary>
internal sealed class CapacityReservationResource(Ec2Api ec2) : Ec2Type(
    ec2,
    "CapacityReservation",
    "AvailabilityZone",
    "AvailabilityZoneId",
    "EbsOptimized",
    "EndDate",
    "EndDateType",
    "InstanceCount",
    "InstanceMatchCriteria",
    "InstancePlatform",
    "InstanceType",
    "TagSpecifications",
    "Tenancy")
{
    private const string Taggable = "capacity-reservation";

    protected override IReadOnlyList<string> InPlace => ["EndDate", "EndDateType", "InstanceCount"];

    public override async ValueTask<bool> IsReady(Work work, CancellationToken ct)
    {
        var hold = await Present(work, ct);
        return hold.State switch
        {
            State.Active => true,
            State.Pending => false,
            _ => throw new AwsError(
                "NotStabilized", 400, $"Capacity reservation {work.Id} is in state {hold.State}, not active."),
        };
    }

    protected override async ValueTask<string?> Find(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribeCapacityReservations, new DescribeCapacityReservationsRequest { Filters = Mark.Of(work) }, ct))
        .CapacityReservations!.FirstOrDefault(each => !IsOver(each))?.CapacityReservationId;

    protected override async ValueTask<string> Make(Work work, CancellationToken ct)
    {
        var request = work.Properties.As<CreateCapacityReservationRequest>("TagSpecifications");
        request.ClientToken = work.Token;
        request.TagSpecifications = Mark.On(Taggable, work, TagsOf(work, work.Properties));
        return (await work.Ask(Ec2.CreateCapacityReservation, request, ct))
            .CapacityReservation!.CapacityReservationId!;
    }

    protected override async ValueTask Change(Work work, Properties before, CancellationToken ct)
    {
        if (!before.Names.Any() || !Differ(before, work.Properties, "EndDate", "EndDateType", "InstanceCount"))
        {
            return;
        }

        var end = work.Properties.Text("EndDateType")
            ?? (work.Properties.Has("EndDate") ? EndDateType.Limited : EndDateType.Unlimited);
        var request = work.Properties.As<ModifyCapacityReservationRequest>("InstanceMatchCriteria");
        request.CapacityReservationId = work.Id!;
        request.EndDateType = end;
        await work.Ask(Ec2.ModifyCapacityReservation, request, ct);
    }

    protected override async ValueTask Remove(Work work, CancellationToken ct)
    {
        if (!IsOver(await Present(work, ct)))
        {
            await work.Ask(
                Ec2.CancelCapacityReservation,
                new CancelCapacityReservationRequest { CapacityReservationId = work.Id! },
                ct);
        }
    }

    protected override async ValueTask<bool> Went(Work work, CancellationToken ct) => IsOver(await Present(work, ct));

    protected override async ValueTask<JsonObject?> Look(Work work, CancellationToken ct)
    {
        var hold = await Present(work, ct);
        var shown = Properties.Of(hold);
        shown["Id"] = hold.CapacityReservationId;
        shown["InstanceCount"] = hold.TotalInstanceCount;
        shown["CapacityAllocationSet"] = shown["CapacityAllocations"]?.DeepClone();
        if (Mark.Shown(hold.Tags) is { Count: > 0 } tags)
        {
            shown["TagSpecifications"] = new JsonArray(new JsonObject
            {
                ["ResourceType"] = Taggable,
                ["Tags"] = tags,
            });
        }

        return IsOver(hold) ? null : shown;
    }

    protected override ValueTask<string?> Tagged(Work work, CancellationToken ct) => ValueTask.FromResult(work.Id);

    protected override Dictionary<string, string> TagsOf(Work work, Properties properties) =>
        properties.Groups("TagSpecifications").Find(each => each.Text("ResourceType") == Taggable) is { } own
            ? own.Tags(work)
            : Properties.None.Tags(work);

    private static bool IsOver(CapacityReservation hold) =>
        hold.State is State.Cancelled or State.Expired or State.Failed;

    private async ValueTask<CapacityReservation> Present(Work work, CancellationToken ct) => (await work.Ask(
        Ec2.DescribeCapacityReservations,
        new DescribeCapacityReservationsRequest { CapacityReservationIds = [work.Id!] },
        ct)).CapacityReservations![0];
}
