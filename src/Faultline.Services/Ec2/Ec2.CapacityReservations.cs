using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Kernel.Places;
using Faultline.Services.Ec2.Capacity;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Storage;
using Faultline.Services.Ec2.Types;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    public override async ValueTask<CreateCapacityReservationResult> CreateCapacityReservation(
        Call call, CreateCapacityReservationRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, "capacity-reservation");
        var zone = ZoneFor(call, request.AvailabilityZone, request.AvailabilityZoneId);
        using var held = await book.Take(call.Account, ct);
        if (ClientTokens.Outcome(held.State, call, request.ClientToken, request) is { } made
            && held.State.Reservations.Find(made) is { } before)
        {
            await held.Keep();
            return new() { CapacityReservation = before.Shown };
        }

        Holds.Settle(held.State, call.Now);
        CheckReservation(call, request);
        var tags = Tagging.For(call, "capacity-reservation", request.TagSpecifications);
        var count = request.InstanceCount ?? throw Refusal.Missing("InstanceCount");
        var hosts = TakePlaces(call, held.State, zone, request.InstanceType, count);
        if (request.DryRun == true)
        {
            hosts.ForEach(host => held.State.Hosts.Give(host, request.InstanceType));
            DryRun.Stop(request.DryRun);
        }

        var id = call.Dice.Resource("cr");
        var hold = new CapacityHold(id, call.Account, Shown(call, request, id, zone, count, tags)) { Free = hosts };
        held.State.Reservations.Put(hold);
        ClientTokens.Note(held.State, call, request.ClientToken, request, id);
        await held.Keep();
        return new() { CapacityReservation = hold.Shown };
    }

    public override async ValueTask<ModifyCapacityReservationResult> ModifyCapacityReservation(
        Call call, ModifyCapacityReservationRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        Holds.Settle(held.State, call.Now);
        var hold = ActiveHold(held.State, call, request.CapacityReservationId);
        var endType = request.EndDateType
            ?? (request.EndDate is null ? hold.Shown.EndDateType! : EndDateType.Limited);
        var end = endType == EndDateType.Limited ? request.EndDate ?? hold.Shown.EndDate : request.EndDate;
        CheckEnd(call, endType, end);
        var criteria = request.InstanceMatchCriteria ?? hold.Shown.InstanceMatchCriteria!;
        CheckCriteria(criteria);
        var total = hold.Shown.TotalInstanceCount!.Value;
        var used = total - hold.Free.Count;
        var count = request.InstanceCount ?? total;
        if (count < 1 || count < used)
        {
            throw Refusal.Value(
                $"Value ({count}) for parameter instanceCount is invalid: {used} instances use the reservation.");
        }

        var type = hold.Shown.InstanceType!;
        var more = count > total ? TakePlaces(call, held.State, ZoneOf(hold), type, count - total) : [];
        if (request.DryRun == true)
        {
            more.ForEach(host => held.State.Hosts.Give(host, type));
            DryRun.Stop(request.DryRun);
        }

        var free = hold.Free.Concat(more).ToList();
        foreach (var host in free.Skip(count - used).ToList())
        {
            held.State.Hosts.Give(host, type);
        }

        held.State.Reservations.Put(hold.WithFree([.. free.Take(count - used)]).With(shown =>
        {
            shown.TotalInstanceCount = count;
            shown.EndDateType = endType;
            shown.EndDate = end;
            shown.InstanceMatchCriteria = criteria;
        }));
        await held.Keep();
        return new() { Return = true };
    }

    public override async ValueTask<CancelCapacityReservationResult> CancelCapacityReservation(
        Call call, CancelCapacityReservationRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        Holds.Settle(held.State, call.Now);
        var hold = ActiveHold(held.State, call, request.CapacityReservationId);
        DryRun.Stop(request.DryRun);
        Holds.End(held.State, hold, CapacityReservationState.Cancelled);
        await held.Keep();
        return new() { Return = true };
    }

    private CapacityReservation Shown(
        Call call, CreateCapacityReservationRequest request, string id, Domain zone, int count, List<Tag> tags) => new()
        {
            CapacityReservationId = id,
            OwnerId = call.Account,
            CapacityReservationArn = $"arn:aws:ec2:{region}:{call.Account}:capacity-reservation/{id}",
            AvailabilityZone = ZoneNames.NameOf(call.Account, zone),
            AvailabilityZoneId = zone.Name,
            InstanceType = request.InstanceType,
            InstancePlatform = request.InstancePlatform,
            Tenancy = request.Tenancy ?? CapacityReservationTenancy.Default,
            TotalInstanceCount = count,
            AvailableInstanceCount = count,
            EbsOptimized = request.EbsOptimized ?? false,
            EphemeralStorage = false,
            State = CapacityReservationState.Active,
            StartDate = call.Now,
            CreateDate = call.Now,
            EndDate = request.EndDate,
            EndDateType = EndType(request),
            InstanceMatchCriteria = request.InstanceMatchCriteria ?? InstanceMatchCriteria.Open,
            ReservationType = CapacityReservationType.Default,
            Tags = tags,
        };

    private static void CheckReservation(Call call, CreateCapacityReservationRequest request)
    {
        if (InstanceTypes.Find(request.InstanceType) is null)
        {
            throw Refusal.UnknownTypes([request.InstanceType]);
        }

        if (request.InstanceCount < 1)
        {
            throw Refusal.Value($"{request.InstanceCount}", "instanceCount");
        }

        if (request.StartDate is not null || request.CommitmentDuration is not null
            || request.PlacementGroupArn is not null || request.OutpostArn is not null)
        {
            throw StorageRefusal.Unsupported(
                "Reservations begin at once here, and are neither of a placement group nor of an outpost.");
        }

        if (request.Tenancy is { } tenancy
            && tenancy is not (CapacityReservationTenancy.Default or CapacityReservationTenancy.Dedicated))
        {
            throw Refusal.Value(tenancy, "tenancy");
        }

        CheckCriteria(request.InstanceMatchCriteria ?? InstanceMatchCriteria.Open);
        CheckEnd(call, EndType(request), request.EndDate);
    }

    private static string EndType(CreateCapacityReservationRequest request) =>
        request.EndDateType ?? (request.EndDate is null ? EndDateType.Unlimited : EndDateType.Limited);

    private static void CheckCriteria(string criteria)
    {
        if (criteria is not (InstanceMatchCriteria.Open or InstanceMatchCriteria.Targeted))
        {
            throw Refusal.Value(criteria, "instanceMatchCriteria");
        }
    }

    private static void CheckEnd(Call call, string type, DateTimeOffset? end)
    {
        if (type is not (EndDateType.Limited or EndDateType.Unlimited))
        {
            throw Refusal.Value(type, "endDateType");
        }

        if (type == EndDateType.Limited && end is null)
        {
            throw Refusal.Combination("An EndDate must be given where the EndDateType is 'limited'.");
        }

        if (type == EndDateType.Unlimited && end is not null)
        {
            throw Refusal.Combination("No EndDate can be given where the EndDateType is 'unlimited'.");
        }

        if (end <= call.Now)
        {
            throw Refusal.Value($"{VolumeFilters.Time(end)}", "endDate");
        }
    }

    /// <summary>Room for all the places at once, or none.</summary>
    private List<string> TakePlaces(Call call, Ec2State state, Domain zone, string type, int count) =>
        Holds.Take(state, zone, type, count, around.Board.View.Capacity(zone, type, Askers.Of(call)))
        ?? throw new AwsError(
            "InsufficientInstanceCapacity", 500,
            $"Insufficient capacity: there is not enough room for {count} more instances of {type} in {zone.Name}. " +
            "Try again later, with fewer instances, or in another Availability Zone.");

    private Domain ZoneOf(CapacityHold hold) =>
        around.Atlas.TryFind(hold.Shown.AvailabilityZoneId!, out var zone)
            ? zone
            : throw new InvariantBroken($"The zone of {hold.Id} is not on the map.");

    private static CapacityHold ActiveHold(Ec2State state, Call call, string id)
    {
        var hold = Holds.Own(state, call.Account, id);
        return hold.IsActive
            ? hold
            : throw new AwsError(
                "InvalidCapacityReservationState", 400,
                $"The capacity reservation '{id}' is not active: it is {hold.Shown.State}");
    }
}
