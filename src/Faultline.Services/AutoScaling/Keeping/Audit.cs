using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Planning;

namespace Faultline.Services.AutoScaling.Keeping;

/// <summary>What must never be, whatever has happened: each sentence is a broken promise.</summary>
internal static class Audit
{
    public static IEnumerable<string> Of(AutoScalingState state) =>
    [
        .. state.Members.All.Where(member => state.Groups.Find(member.Group) is null)
            .Select(member => $"{member.Id} belongs to no group."),
        .. state.Launches.All.Where(launch => state.Groups.Find(launch.Group) is null)
            .Select(launch => $"The launch {launch.Id} belongs to no group."),
        .. state.Launches.All.Where(launch => state.Activities.Find(launch.Id)?.Shown.EndTime is not null)
            .Select(launch => $"The activity of the launch {launch.Id} is over."),
        .. state.Members.All.Where(member => member.IsInService && member.Served is null)
            .Select(member => $"{member.Id} serves since nobody knows when."),
        .. state.Groups.All.SelectMany(group => OfGroup(state, group)),
    ];

    private static IEnumerable<string> OfGroup(AutoScalingState state, Group group)
    {
        if (!group.IsLeaving && (group.Desired < group.Min || group.Desired > group.Max))
        {
            yield return $"{group.Name} wants {group.Desired}, not {group.Min} to {group.Max}.";
        }

        // Weights can overshoot by what one instance is worth; a refresh and a maintenance policy say for themselves.
        if (group.Shown.MixedInstancesPolicy is not null || group.Shown.InstanceMaintenancePolicy is not null
            || group.Suspends(Groups.Processes.Terminate) || state.RefreshOf(group.Id) is not null)
        {
            yield break;
        }

        var serves = state.MembersOf(group.Id).Count(member => member.State == LifecycleState.InService)
            + state.LaunchesOf(group.Id).Count(launch => !launch.IsWarm);
        if (!group.IsLeaving && serves > Zones.MostWhileBalancing(group.Max))
        {
            yield return $"{group.Name} has {serves}, which is more than {group.Max} and a tenth.";
        }
    }
}
