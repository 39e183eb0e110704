using System.Collections.Immutable;
using System.Globalization;
using Faultline.Services.CloudFormation.Keeping;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>
/// A rolling update of a group whose new instances signal: a batch of those of before goes once all that came so far
/// have signaled, and it fails when too many have not. Pure: what is to be done to the group is in the stage, which is
/// kept before it is done.
/// </summary>
internal static class RollingUpdate
{
    /// <summary>Launches are known to the second.</summary>
    private static readonly TimeSpan grain = TimeSpan.FromSeconds(1);

    /// <summary>Goes on by what was seen of the group, with what the stage asks for done.</summary>
    public static void Take(Scene scene, ResourceRow row, GroupSight sight)
    {
        var policy = RollingPolicy.Of(row.Now)!;
        var rolling = row.Rolling is { } under && under.Mark == scene.Mark
            ? under with { Obsolete = under.Obsolete.RemoveAll(id => !sight.Has(id)) }
            : null;
        var next = rolling?.Stage switch
        {
            null => Begin(scene, row, policy, sight),
            RollingStage.Prepare => To(scene, rolling, RollingStage.Fill),
            RollingStage.Terminate when !rolling.Batch.Exists(sight.Has) => Left(scene, row, rolling),
            RollingStage.Fill => Fill(scene, row, rolling, policy, sight),
            RollingStage.Await => Await(scene, row, rolling, policy, sight),
            RollingStage.Restore when rolling.Failure is null => To(scene, rolling, RollingStage.Done),
            _ => rolling,
        };
        if (rolling is { Stage: RollingStage.Restore, Failure: { } why })
        {
            Steps.Fail(scene, row with { Rolling = null }, why);
            return;
        }

        // A step may take as long as its batches; each look that was answered is a new beginning.
        var tries = next?.Stage == row.Rolling?.Stage ? row.Progress.Tries : 0;
        scene.Put(row with
        {
            Rolling = next,
            Progress = row.Progress with
            {
                Since = scene.Now,
                Tries = tries,
                Due = scene.Now + scene.Tempo.Look(Math.Max(1, tries)),
            },
        });
    }

    /// <summary>Once the group has not too many instances, so that none goes of those that are counted.</summary>
    private static Rolling? Begin(Scene scene, ResourceRow row, RollingPolicy policy, GroupSight sight)
    {
        if (sight.Live.Count > sight.Desired)
        {
            return null;
        }

        // A group that grows with its update may have launched the first ones by now: they are to signal.
        var there = sight.Live.RemoveAll(each => !each.IsObsolete && each.Launched > row.Since - grain);
        ImmutableList<string> obsolete = [.. there.Where(each => each.IsObsolete).Select(each => each.Id)];
        var total = sight.Desired - (there.Count - obsolete.Count);
        var batch = Math.Min(policy.Batch, obsolete.Count);
        var raised = Math.Min(sight.Max, policy.InService + batch);
        var rolling = new Rolling(scene.Mark)
        {
            Stage = RollingStage.Prepare,
            Since = scene.Now,
            Before = [.. there.Select(each => each.Id)],
            Obsolete = obsolete,
            Leaves = obsolete.Count,
            Total = total,
            Sizes = batch > 0 && raised > sight.Desired ? (sight.Min, sight.Desired, raised) : null,
            Suspended = policy.Suspends.RemoveRange(sight.Suspended),
        };
        if (total == 0)
        {
            return rolling with { Stage = RollingStage.Done, Sizes = null, Suspended = [] };
        }

        Tell(
            scene, row,
            $"Rolling update initiated. Terminating {obsolete.Count} obsolete instance(s) in batches of {batch}, while "
            + $"keeping at least {policy.InService} instance(s) in service. Waiting on resource signals with a timeout "
            + $"of {policy.Pause} when new instances are added to the autoscaling group.");
        if (rolling.Sizes is not null)
        {
            Tell(scene, row, $"Temporarily setting autoscaling group MinSize and DesiredCapacity to {raised}.");
        }

        return rolling;
    }

    private static Rolling Left(Scene scene, ResourceRow row, Rolling rolling)
    {
        var progress = 100 * (rolling.Leaves - rolling.Obsolete.Count) / Math.Max(1, rolling.Leaves);
        Tell(
            scene, row,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Successfully terminated instance(s) [{Named(rolling.Batch)}] (Progress {progress}%)."));
        return To(scene, rolling with { Batch = [] }, RollingStage.Fill);
    }

    private static Rolling Fill(
        Scene scene, ResourceRow row, Rolling rolling, RollingPolicy policy, GroupSight sight)
    {
        var fresh = Fresh(rolling, sight);
        if (sight.Live.Count >= sight.Desired)
        {
            if (fresh.IsEmpty)
            {
                return Next(scene, row, rolling, policy, sight);
            }

            Tell(
                scene, row,
                $"New instance(s) added to autoscaling group - Waiting on {fresh.Count} resource signal(s) with a "
                + $"timeout of {policy.Pause}.");
            return To(scene, rolling with { Awaited = fresh.Count }, RollingStage.Await);
        }

        return rolling.Since + scene.Tempo.Stabilizes <= scene.Now
            ? Failing(
                scene, rolling,
                $"Group did not stabilize. {{current/minSize/maxSize}} group size = {{{sight.Live.Count}/{sight.Min}/"
                + $"{sight.Max}}}.")
            : rolling;
    }

    private static Rolling Await(
        Scene scene, ResourceRow row, Rolling rolling, RollingPolicy policy, GroupSight sight)
    {
        var fresh = Fresh(rolling, sight);
        foreach (var signal in scene.State.SignalsOf(row.Id).Where(each => fresh.Contains(each.UniqueId)))
        {
            rolling = rolling with
            {
                Heard = rolling.Heard.Add(signal.UniqueId),
                Awaited = rolling.Awaited - 1,
                Failed = rolling.Failed + (signal.IsSuccess ? 0 : 1),
            };
        }

        if (rolling.Awaited > 0 && rolling.Since + Signalling.Span(policy.Pause) <= scene.Now)
        {
            Tell(
                scene, row,
                $"Failed to receive {rolling.Awaited} resource signal(s) for the current batch.  Each resource signal "
                + "timeout is counted as a FAILURE.");
            rolling = rolling with
            {
                Failed = rolling.Failed + rolling.Awaited,
                Awaited = 0,
                Heard = rolling.Heard.AddRange(Fresh(rolling, sight)),
            };
        }

        if (rolling.Failed > policy.FailuresMax(rolling.Total))
        {
            return Failing(
                scene, rolling,
                $"Received {rolling.Failed} FAILURE signal(s) out of {rolling.Total}.  Unable to satisfy "
                + string.Create(CultureInfo.InvariantCulture, $"{policy.Percent}% ")
                + "MinSuccessfulInstancesPercent requirement");
        }

        return rolling.Awaited > 0 ? rolling : Next(scene, row, rolling, policy, sight);
    }

    /// <summary>The next batch, as far as the others can do without it.</summary>
    private static Rolling Next(
        Scene scene, ResourceRow row, Rolling rolling, RollingPolicy policy, GroupSight sight)
    {
        if (rolling.Obsolete.IsEmpty)
        {
            return To(scene, rolling, RollingStage.Restore);
        }

        var serving = sight.Live.Count(each => each.IsServing);
        var come = Math.Max(0, rolling.Total - sight.Live.Count(each => !rolling.Before.Contains(each.Id)));
        var most = Math.Min(policy.Batch, serving - policy.InService);
        ImmutableList<string> batch =
            [.. rolling.Obsolete.Take(Math.Max(0, come > 0 ? Math.Min(come, most) : most))];
        if (batch.IsEmpty)
        {
            // Somebody is ill: whoever comes in that one's place makes room.
            return rolling.Stage == RollingStage.Fill ? rolling : To(scene, rolling, RollingStage.Fill);
        }

        Tell(
            scene, row,
            $"Terminating instance(s) [{Named(batch)}]; replacing with {Math.Min(come, batch.Count)} new instance(s).");
        return To(
            scene,
            rolling with { Batch = batch, Obsolete = rolling.Obsolete.RemoveRange(batch), Shrinks = come == 0 },
            RollingStage.Terminate);
    }

    private static Rolling Failing(Scene scene, Rolling rolling, string why) =>
        To(scene, rolling with { Failure = why }, RollingStage.Restore);

    /// <summary>Those that came since, and are not heard of yet.</summary>
    private static ImmutableList<string> Fresh(Rolling rolling, GroupSight sight) =>
    [
        .. sight.Live.Select(each => each.Id)
            .Where(id => !rolling.Before.Contains(id) && !rolling.Heard.Contains(id)),
    ];

    private static Rolling To(Scene scene, Rolling rolling, RollingStage stage) =>
        rolling with { Stage = stage, Since = scene.Now };

    private static string Named(IEnumerable<string> ids) => string.Join(", ", ids);

    private static void Tell(Scene scene, ResourceRow row, string what) =>
        scene.Tell(row.LogicalId, row.Now, row.Status, what);
}
