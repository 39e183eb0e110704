using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Groups;

/// <summary>
/// A group goes, and all that belongs to it; its activities stay as long as those of any group. Pure.
/// </summary>
internal static class Removal
{
    public static void Remove(AutoScalingState state, Group group)
    {
        Clear(state.Hooks, row => row.Group == group.Id);
        Clear(state.Policies, row => row.Group == group.Id);
        Clear(state.Schedules, row => row.Group == group.Id);
        Clear(state.Notifications, row => row.Group == group.Id);
        Clear(state.Orders, row => row.Group == group.Id);
        Clear(state.Refreshes, row => row.Group == group.Id);
        Clear(state.Launches, row => row.Group == group.Id);
        Clear(state.Members, row => row.Group == group.Id);
        state.Groups.Remove(group.Id);
    }

    private static void Clear<T>(Table<T, string> table, Func<T, bool> which) where T : class, IRow
    {
        foreach (var row in table.All.Where(which).ToList())
        {
            table.Remove(row.Id);
        }
    }
}
