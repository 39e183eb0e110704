using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Capacity;
using Faultline.Services.Ec2.Keeping;
using Faultline.Services.Ec2.Storage;
using Faultline.Services.Ec2.Types;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    // MaxResults, and what it is where nothing is asked, of DescribeReservedInstancesOfferings in the API reference.
    private static readonly Paging reservedPages = new(Min: 1, Max: 100, Unasked: 100);

    private static AwsError NoOffering(string id) => new(
        "InvalidReservedInstancesOfferingId", 400, $"The Reserved Instances offering ID '{id}' does not exist");

    public override ValueTask<DescribeReservedInstancesOfferingsResult> DescribeReservedInstancesOfferings(
        Call call, DescribeReservedInstancesOfferingsRequest request, CancellationToken ct)
    {
        var passes = ReservedFilters.Offered.Read(request.Filters);
        if (request.InstanceType is { } type && InstanceTypes.Find(type) is null)
        {
            throw Refusal.UnknownTypes([type]);
        }

        var ids = request.ReservedInstancesOfferingIds ?? [];
        var found = Offered(call)
            .Where(each => (request.InstanceType ?? each.InstanceType) == each.InstanceType)
            .Where(each => (request.AvailabilityZone ?? each.AvailabilityZone) == each.AvailabilityZone)
            .Where(each => (request.AvailabilityZoneId ?? each.AvailabilityZoneId) == each.AvailabilityZoneId)
            .Where(each => (request.OfferingClass ?? each.OfferingClass) == each.OfferingClass)
            .Where(each => (request.OfferingType ?? each.OfferingType) == each.OfferingType)
            .Where(each => (request.ProductDescription ?? each.ProductDescription) == each.ProductDescription)
            .Where(each => (request.InstanceTenancy ?? each.InstanceTenancy) == each.InstanceTenancy)
            .Where(each => each.Duration >= (request.MinDuration ?? 0)
                && each.Duration <= (request.MaxDuration ?? Offerings.ThreeYears))
            .Where(each => ids.Count == 0 || ids.Contains(each.ReservedInstancesOfferingId!))
            .Where(each => passes(each))
            .ToList();
        if (ids.Find(id => !found.Exists(each => each.ReservedInstancesOfferingId == id)) is { } missing)
        {
            throw NoOffering(missing);
        }

        var (page, next) = reservedPages.Cut(
            call, found, each => each.ReservedInstancesOfferingId!, request.MaxResults, request.NextToken);
        DryRun.Stop(request.DryRun);
        return new(new DescribeReservedInstancesOfferingsResult { ReservedInstancesOfferings = page, NextToken = next });
    }

    public override async ValueTask<PurchaseReservedInstancesOfferingResult> PurchaseReservedInstancesOffering(
        Call call, PurchaseReservedInstancesOfferingRequest request, CancellationToken ct)
    {
        var offering = Offered(call).FirstOrDefault(
                each => each.ReservedInstancesOfferingId == request.ReservedInstancesOfferingId)
            ?? throw NoOffering(request.ReservedInstancesOfferingId);
        var count = request.InstanceCount is >= 1 and var asked
            ? asked
            : throw Refusal.Value($"{request.InstanceCount}", "instanceCount");
        if (request.LimitPrice?.Amount < (double)offering.FixedPrice!.Value * count)
        {
            throw Refusal.Value("The limit price is less than what the Reserved Instances cost.");
        }

        if (request.PurchaseTime > call.Now)
        {
            throw StorageRefusal.Unsupported("Reserved Instances are bought at once here, and are not queued.");
        }

        using var held = await book.Take(call.Account, ct);
        Holds.Settle(held.State, call.Now);
        DryRun.Stop(request.DryRun);
        var row = Bought(call, offering, count);
        if (offering.AvailabilityZoneId is { } id && around.Atlas.TryFind(id, out var zone)
            && !ReservedChange.Hold(
                held.State, row, zone, around.Board.View.Capacity(zone, offering.InstanceType!), call.Now))
        {
            throw new AwsError(
                "InsufficientReservedInstancesCapacity", 500,
                "There is insufficient capacity for the requested Reserved Instances.");
        }

        held.State.Reserved.Put(row);
        await held.Keep();
        return new() { ReservedInstancesId = row.Id };
    }

    public override async ValueTask<DescribeReservedInstancesResult> DescribeReservedInstances(
        Call call, DescribeReservedInstancesRequest request, CancellationToken ct)
    {
        var passes = ReservedFilters.Owned.Read(request.Filters);
        using var held = await book.Take(call.Account, ct);
        Holds.Settle(held.State, call.Now);
        var ids = request.ReservedInstancesIds ?? [];
        ids.ForEach(id => OwnReserved(held.State, call, id));
        var found = held.State.Reserved.Of(call.Account)
            .Where(row => ids.Count == 0 || ids.Contains(row.Id))
            .Select(row => row.Shown)
            .Where(each => (request.OfferingClass ?? each.OfferingClass) == each.OfferingClass)
            .Where(each => (request.OfferingType ?? each.OfferingType) == each.OfferingType)
            .Where(each => passes(each))
            .ToList();
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { ReservedInstances = found };
    }

    private IEnumerable<ReservedInstancesOffering> Offered(Call call) => Offerings.Of(
        region, InstanceTypes.All, [null, .. Zones(call.Account).Select(zone => ((string, string)?)zone)]);

    private static Owned<ReservedInstances> Bought(Call call, ReservedInstancesOffering offering, int count)
    {
        var id = call.Dice.Uuid();
        return new(id, call.Account, new()
        {
            ReservedInstancesId = id,
            InstanceType = offering.InstanceType,
            InstanceCount = count,
            Scope = offering.Scope,
            AvailabilityZone = offering.AvailabilityZone,
            AvailabilityZoneId = offering.AvailabilityZoneId,
            Duration = offering.Duration,
            Start = call.Now,
            End = call.Now.AddSeconds(offering.Duration!.Value),
            OfferingType = offering.OfferingType,
            OfferingClass = offering.OfferingClass,
            ProductDescription = offering.ProductDescription,
            InstanceTenancy = offering.InstanceTenancy,
            CurrencyCode = offering.CurrencyCode,
            FixedPrice = offering.FixedPrice,
            UsagePrice = offering.UsagePrice,
            RecurringCharges = offering.RecurringCharges,
            State = ReservedInstanceState.Active,
            Tags = [],
        });
    }

    private static Owned<ReservedInstances> OwnReserved(Ec2State state, Call call, string id) =>
        state.Reserved.Find(call.Account, id)
        ?? throw new AwsError(
            "InvalidReservedInstancesId", 400, $"The Reserved Instances ID '{id}' does not exist");
}
