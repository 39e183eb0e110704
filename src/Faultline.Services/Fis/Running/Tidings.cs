using Faultline.Api.Fis;
using Faultline.Kernel.Timeline;
using Faultline.Services.Fis.Keeping;

namespace Faultline.Services.Fis.Running;

/// <summary>What of a change of an experiment the timeline tells. Pure.</summary>
internal static class Tidings
{
    public static IEnumerable<Happening> Of(
        ExperimentRow before, ExperimentRow after, string region, DateTimeOffset now)
    {
        if (before.Status != after.Status)
        {
            var reason = after.IsOver ? $": {after.Reason}" : "";
            yield return Tell($"the experiment {after.Id} is {after.Status}{reason}");
        }

        foreach (var (run, earlier) in after.Runs.Zip(before.Runs))
        {
            var status = View.StatusOf(run);
            if (status != View.StatusOf(earlier))
            {
                var what = $"{run.Name} ({after.Asked.Actions![run.Name].ActionId})";
                var reason = status == ExperimentActionStatus.Failed ? $": {run.Reason}" : "";
                yield return Tell($"the action {what} of {after.Id} is {status}{reason}");
            }
        }

        Happening Tell(string says) => new(HappeningKind.ExperimentChanged, now)
        {
            Region = region,
            Resource = after.Asked.Arn,
            Cause = after.Id,
            Says = says,
        };
    }
}
