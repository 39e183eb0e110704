using Faultline.Kernel.Timeline;
using Faultline.Services.CloudWatch.Keeping;

namespace Faultline.Services.CloudWatch.Alarms;

/// <summary>Says on the timeline what alarms have come to, once that is kept.</summary>
internal sealed class Telling(string region, IRecorder timeline)
{
    public void Tell(IReadOnlyList<Change> changes)
    {
        foreach (var (alarm, now) in changes)
        {
            timeline.Note(new(HappeningKind.AlarmChanged, now.Since)
            {
                Region = region,
                Resource = alarm.Id,
                Outcome = now.State,
                Says = $"the alarm {alarm.Name} is in {now.State}: {now.Reason}",
            });
        }
    }
}
