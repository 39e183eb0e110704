using System.Collections.Immutable;
using Faultline.Api.AutoScaling;
using Faultline.Api.Elb;
using Faultline.Api.ZonalShift;
using Faultline.Kernel;
using Faultline.Services.ZonalShift.Keeping;
using Faultline.Store;

namespace Faultline.Services.ZonalShift;

/// <summary>
/// Zonal shift of Amazon Application Recovery Controller in one region. Its README says what it promises, what it
/// leaves out, and how it fails.
/// </summary>
internal sealed partial class ZonalShift : ZonalShiftApi, IAsyncDisposable
{
    private readonly Node node;
    private readonly ShiftBook book;
    private readonly ManagedResources resources;
    private readonly Reconciler reconciler;

    public ZonalShift(
        string region, Node node, RegionStore store, Surroundings around, ElbApi elb, AutoScalingApi groups)
    {
        this.node = node;
        book = new(store);
        resources = new(elb, groups, region, around.Atlas);
        reconciler = new(node, Look);
    }

    /// <summary>Told after zones were shifted, or are no longer.</summary>
    public System.Action OnChange { get; set; } = static () => { };

    /// <summary>For tests that look at what is kept.</summary>
    internal ShiftBook Book => book;

    public void Start() => reconciler.Start();

    public ValueTask DisposeAsync() => reconciler.DisposeAsync();

    /// <summary>The ids of the zones that a resource's clients are led away from, by its ARN.</summary>
    public ImmutableHashSet<string> ShiftedAway(string arn) => book.Away.GetValueOrDefault(arn) ?? [];

    /// <summary>One look at what is over; gives when the next shift is.</summary>
    internal async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var isChanged = Upkeep.Settle(held.State, node.Now);
        var again = Upkeep.Next(held.State);
        await held.Keep();
        if (isChanged)
        {
            OnChange();
        }

        return again;
    }

    /// <summary>Shifts are others than before: balancers and the clock must hear of it.</summary>
    private void Tell()
    {
        reconciler.Tell();
        OnChange();
    }
}
