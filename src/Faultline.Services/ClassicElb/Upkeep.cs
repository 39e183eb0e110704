using Faultline.Services.ClassicElb.Keeping;

namespace Faultline.Services.ClassicElb;

/// <summary>What becomes of registered instances by itself as time goes by, and as they go. Pure.</summary>
internal static class Upkeep
{
    /// <summary>Takes every step that is due; says whether there was one.</summary>
    /// <param name="backends">All instances that there are; null when nobody knows.</param>
    public static bool Settle(ClassicState state, IReadOnlyList<Backend>? backends, DateTimeOffset now) =>
        Finish(state, now) | (backends is not null && Forget(state, backends, now));

    /// <summary>When the next step is due.</summary>
    public static DateTimeOffset? Next(ClassicState state) => state.Registrations.All.Select(row => row.LeavesAt).Min();

    private static bool Finish(ClassicState state, DateTimeOffset now)
    {
        var gone = state.Registrations.All.Where(row => row.LeavesAt <= now).ToList();
        gone.ForEach(row => state.Registrations.Remove(row.Id));
        return gone.Count > 0;
    }

    /// <summary>A terminated instance is deregistered; a stopped one stays, out of service.</summary>
    private static bool Forget(ClassicState state, IReadOnlyList<Backend> backends, DateTimeOffset now)
    {
        var alive = backends.Where(each => !each.IsGone).Select(each => each.Instance)
            .ToHashSet(StringComparer.Ordinal);
        var lost = state.Registrations.All.Where(row => !row.Leaves && !alive.Contains(row.Instance)).ToList();
        lost.ForEach(row => Draining.Begin(state, row, now));
        return lost.Count > 0;
    }
}
