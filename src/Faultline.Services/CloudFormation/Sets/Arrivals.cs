using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>Takes what came of errands into the state. Pure.</summary>
internal sealed class Arrivals(SetsState state, Pace pace, DateTimeOffset now, Dice dice)
{
    public void Take(IEnumerable<Report> reports)
    {
        foreach (var report in reports)
        {
            if (state.Legs.Find(report.Errand.Leg.Id) is { IsRunning: true } leg
                && state.Instances.Find(leg.Instance) is { } instance)
            {
                Take(report, leg, instance);
            }
        }
    }

    private void Take(Report report, Leg leg, Instance instance)
    {
        if (report.Trouble is { } trouble)
        {
            var since = leg.Trouble ?? now;
            if (now - since < pace.Patience)
            {
                if (leg.Trouble is null)
                {
                    state.Legs.Put(leg with { Trouble = since });
                }

                return;
            }

            End(report with { Ends = false, Why = trouble }, leg, instance);
            return;
        }

        var before = instance;
        instance = Met(report, instance);
        if (instance != before)
        {
            state.Instances.Put(instance);
        }

        var next = leg with
        {
            Trouble = null,
            Begun = report.Begun ?? leg.Begun,
            Detection = report.Detection ?? leg.Detection,
        };
        if (report.Ends is not null)
        {
            End(report, next, instance);
        }
        else if (next != leg)
        {
            state.Legs.Put(next);
        }
    }

    /// <summary>The instance, by what is known of its stack now.</summary>
    private Instance Met(Report report, Instance instance)
    {
        var rollout = report.Errand.Rollout;
        if (report.StackId is { } id && id != instance.StackId)
        {
            instance = instance with { StackId = id };
            instance = instance.With(shown => shown.StackId = id);
        }

        if (report.Overrides is { } overrides)
        {
            instance = instance.With(shown => shown.ParameterOverrides = overrides);
        }

        if (report.IsGone)
        {
            instance = instance with { StackName = "", StackId = "" };
            instance = rollout.IsDeletion || rollout.IsDetection || report.Ends is not null
                ? instance
                : Advance.Named(state.Sets.Find(instance.Set)!, instance, dice);
        }

        return instance;
    }

    private void End(Report report, Leg leg, Instance instance)
    {
        var well = report.Ends == true;
        var rollout = report.Errand.Rollout;
        var why = rollout.IsDetection && well ? report.DriftStatus : report.Why;
        state.Legs.Put(leg.Now(
            well ? StackSetOperationResultStatus.Succeeded : StackSetOperationResultStatus.Failed, why));
        if (rollout.IsDetection)
        {
            Detected(report, leg, instance);
        }
        else if (rollout.IsDeletion && well)
        {
            state.Instances.Remove(instance.Id);
        }
        else
        {
            state.Instances.Put(well
                ? instance.Now(StackInstanceStatus.Current, StackInstanceDetailedStatus.Succeeded, null)
                : instance.Now(
                    report.IsInoperable ? StackInstanceStatus.Inoperable : null,
                    report.IsInoperable ? StackInstanceDetailedStatus.Inoperable
                        : rollout.IsImport ? StackInstanceDetailedStatus.FailedImport
                        : StackInstanceDetailedStatus.Failed,
                    report.Why));
        }
    }

    private void Detected(Report report, Leg leg, Instance instance)
    {
        foreach (var drift in report.Drifts ?? [])
        {
            state.Drifts.Put(new(
                Drifted.IdOf(leg.Id, drift.LogicalResourceId!),
                leg.Account,
                leg.Id,
                new()
                {
                    StackId = drift.StackId,
                    LogicalResourceId = drift.LogicalResourceId,
                    PhysicalResourceId = drift.PhysicalResourceId,
                    PhysicalResourceIdContext = drift.PhysicalResourceIdContext,
                    ResourceType = drift.ResourceType,
                    PropertyDifferences = drift.PropertyDifferences,
                    StackResourceDriftStatus = drift.StackResourceDriftStatus,
                    Timestamp = drift.Timestamp,
                }));
        }

        if (report.Ends == true)
        {
            state.Instances.Put(instance.With(shown =>
            {
                shown.DriftStatus = report.DriftStatus;
                shown.LastDriftCheckTimestamp = now;
            }));
        }
    }
}
