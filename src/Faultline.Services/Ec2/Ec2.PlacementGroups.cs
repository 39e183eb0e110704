using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services.Ec2.Capacity;
using Faultline.Services.Ec2.Keeping;
using Faultline.Wire;

namespace Faultline.Services.Ec2;

internal sealed partial class Ec2
{
    // "A maximum of seven partitions per Availability Zone" (Placement strategies in the EC2 user guide); the default
    // is that of CreatePlacementGroup in practice.
    private const int PartitionsMax = 7;
    private const int PartitionsUnasked = 2;

    private const int GroupNameMax = 255;

    private static readonly Filters<PlacementGroup> placementFilters = new Filters<PlacementGroup>()
        .On("group-arn", group => group.GroupArn)
        .On("group-name", group => group.GroupName)
        .On("spread-level", group => group.SpreadLevel)
        .On("state", group => group.State)
        .On("strategy", group => group.Strategy)
        .OnTags(group => Tagging.Map(group.Tags));

    public override async ValueTask<CreatePlacementGroupResult> CreatePlacementGroup(
        Call call, CreatePlacementGroupRequest request, CancellationToken ct)
    {
        Tagging.Check(request.TagSpecifications, "placement-group");
        using var held = await book.Take(call.Account, ct);
        var name = request.GroupName ?? throw Refusal.Missing("GroupName");
        if (name.Length is 0 or > GroupNameMax)
        {
            throw Refusal.Value(name, "groupName");
        }

        if (Spread.Named(held.State, call.Account, name) is not null)
        {
            throw new AwsError(
                "InvalidPlacementGroup.Duplicate", 400, $"The Placement Group '{name}' already exists.");
        }

        var shown = Group(request, name);
        shown.Tags = Tagging.For(call, "placement-group", request.TagSpecifications);
        DryRun.Stop(request.DryRun);
        shown.GroupId = call.Dice.Resource("pg");
        shown.GroupArn = $"arn:aws:ec2:{region}:{call.Account}:placement-group/{name}";
        held.State.PlacementGroups.Put(new(shown.GroupId, call.Account, shown));
        await held.Keep();
        return new() { PlacementGroup = shown };
    }

    public override async ValueTask DeletePlacementGroup(
        Call call, DeletePlacementGroupRequest request, CancellationToken ct)
    {
        using var held = await book.Take(call.Account, ct);
        var group = held.State.PlacementGroups.Find(call.Account, request.GroupName)
            ?? Spread.Named(held.State, call.Account, request.GroupName)
            ?? throw Spread.Unknown(request.GroupName);
        if (held.State.Machines.Of(call.Account).Any(machine => !machine.Is(InstanceStateName.Terminated)
            && machine.Shown.Placement?.GroupName == group.Shown.GroupName))
        {
            throw new AwsError(
                "InvalidPlacementGroup.InUse", 400,
                $"The placement group '{group.Shown.GroupName}' is in use and may not be deleted.");
        }

        DryRun.Stop(request.DryRun);
        held.State.PlacementGroups.Remove(group.Id);
        await held.Keep();
    }

    public override async ValueTask<DescribePlacementGroupsResult> DescribePlacementGroups(
        Call call, DescribePlacementGroupsRequest request, CancellationToken ct)
    {
        var passes = placementFilters.Read(request.Filters);
        using var held = await book.Take(call.Account, ct);
        var (names, ids) = (request.GroupNames ?? [], request.GroupIds ?? []);
        if (names.Find(name => Spread.Named(held.State, call.Account, name) is null) is { } unknown)
        {
            throw Spread.Unknown(unknown);
        }

        if (ids.Find(id => held.State.PlacementGroups.Find(call.Account, id) is null) is { } missing)
        {
            throw Spread.Unknown(missing);
        }

        var found = held.State.PlacementGroups.Of(call.Account)
            .Where(group => names.Count + ids.Count == 0
                || names.Contains(group.Shown.GroupName!) || ids.Contains(group.Id))
            .Select(group => group.Shown)
            .Where(shown => passes(shown))
            .OrderBy(shown => shown.GroupName, StringComparer.Ordinal)
            .ToList();
        DryRun.Stop(request.DryRun);
        await held.Keep();
        return new() { PlacementGroups = found };
    }

    private static PlacementGroup Group(CreatePlacementGroupRequest request, string name)
    {
        var strategy = request.Strategy
            ?? (request.PartitionCount is null ? PlacementStrategy.Cluster : PlacementStrategy.Partition);
        if (strategy is not (PlacementStrategy.Cluster or PlacementStrategy.Spread or PlacementStrategy.Partition))
        {
            throw Refusal.Value(strategy, "strategy");
        }

        var isPartition = strategy == PlacementStrategy.Partition;
        if (request.PartitionCount is not null && !isPartition)
        {
            throw Refusal.Combination("The parameter PartitionCount goes with the strategy 'partition' only.");
        }

        if (request.PartitionCount is < 1 or > PartitionsMax)
        {
            throw Refusal.Value(
                $"Value ({request.PartitionCount}) for parameter partitionCount is invalid. Expecting a value from 1 " +
                $"to {PartitionsMax}.");
        }

        var isSpread = strategy == PlacementStrategy.Spread;
        if (request.SpreadLevel is not null && !isSpread)
        {
            throw Refusal.Combination("The parameter SpreadLevel goes with the strategy 'spread' only.");
        }

        if (request.SpreadLevel is { } level && level is not (SpreadLevel.Rack or SpreadLevel.Host))
        {
            throw Refusal.Value(level, "spreadLevel");
        }

        return new()
        {
            GroupName = name,
            Strategy = strategy,
            State = PlacementGroupState.Available,
            PartitionCount = isPartition ? request.PartitionCount ?? PartitionsUnasked : null,
            SpreadLevel = isSpread ? request.SpreadLevel ?? SpreadLevel.Rack : null,
        };
    }
}
