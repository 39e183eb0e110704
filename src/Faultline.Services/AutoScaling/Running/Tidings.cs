using Faultline.Api.AutoScaling;
using Faultline.Kernel.Timeline;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Services.AutoScaling.Running;

/// <summary>Tells the timeline what groups do: what an activity begins, and what came of it. Pure.</summary>
internal static class Tidings
{
    /// <param name="changes">Activities as they were kept last, and as they are now.</param>
    public static IEnumerable<Happening> Of(
        IEnumerable<(Part<Activity>? Before, Part<Activity> Now)> changes, string region, DateTimeOffset now)
    {
        foreach (var (before, after) in changes)
        {
            var (shown, group) = (after.Shown, after.Shown.AutoScalingGroupName);
            if (before is null)
            {
                yield return Tell(HappeningKind.GroupActs, $"the group {group}: {shown.Description}. {shown.Cause}");
            }

            if (before?.Shown.EndTime is null && shown.EndTime is not null)
            {
                var message = shown.StatusMessage is { Length: > 0 } says ? $": {says}" : "";
                yield return Tell(
                    IsEnd(shown) ? HappeningKind.GroupShed : HappeningKind.GroupActed,
                    $"the group {group}: {shown.Description}: {shown.StatusCode}{message}")
                    with { Outcome = shown.StatusCode };
            }

            // Whoever is told of what was done for a system does not count what was taken from it.
            static bool IsEnd(Activity shown) =>
                shown.Description?.StartsWith(Activities.Terminating, StringComparison.Ordinal) == true;

            Happening Tell(HappeningKind kind, string says) => new(kind, now)
            {
                Region = region, Resource = shown.AutoScalingGroupARN, Says = says,
            };
        }
    }
}
