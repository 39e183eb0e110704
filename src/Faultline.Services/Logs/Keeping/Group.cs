using Faultline.Store;

namespace Faultline.Services.Logs.Keeping;

/// <summary>A log group as the region knows it: whose it is, what it is called, and its partition.</summary>
internal sealed class Group(
    string region, string account, string name, GroupState state, Partition<GroupState> partition)
{
    public string Account => account;

    public string Name => name;

    /// <summary>Its name in the book, <c>ACCOUNT/NAME</c>.</summary>
    public string Key { get; } = $"{account}/{name}";

    public string Arn { get; } = LogArn.OfGroup(region, account, name);

    public bool Exists => state.Exists;

    /// <summary>Set once, when it is made.</summary>
    public string Class => state.Shown.LogGroupClass!;

    /// <summary>As they were last set; whoever acts on them reads them again under the turn.</summary>
    public IReadOnlyDictionary<string, string> Tags => state.Tags;

    /// <summary>Some metric filter is set on it, when last looked at.</summary>
    public bool HasMetricFilters => state.MetricFilters.Count > 0;

    public bool HasRetention => state.Shown.RetentionInDays is not null;

    /// <summary>What was counted of its events when the book last weighed it.</summary>
    public long Weight { get; set; }

    /// <summary>The turn at the group. Whoever waited while it was deleted hears that it is not there.</summary>
    public async ValueTask<Held<GroupState>> Take(CancellationToken ct) =>
        await TryTake(ct) ?? throw Refusal.NoGroup();

    /// <summary>The same; null when the group is no longer there.</summary>
    public async ValueTask<Held<GroupState>?> TryTake(CancellationToken ct)
    {
        var held = await partition.Take(ct);
        if (!held.State.Exists)
        {
            held.Dispose();
            return null;
        }

        return held;
    }

    /// <summary>The turn, whether or not the group is there.</summary>
    public ValueTask<Held<GroupState>> TakeAny(CancellationToken ct) => partition.Take(ct);
}
