using Faultline.Api.CloudFormation;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>What a look for drift over a stack set comes to, by what each of its stacks came to. Pure.</summary>
internal static class Detection
{
    public static StackSetDriftDetectionDetails Of(
        IReadOnlyCollection<Leg> legs, string status, DateTimeOffset now)
    {
        var checkedOnes = legs.Where(leg => leg.Status == StackSetOperationResultStatus.Succeeded).ToList();
        var drifted = checkedOnes.Count(leg => leg.Shown.StatusReason == StackDriftStatus.Drifted);
        var failed = legs.Count(leg => leg.IsFailed);
        return new()
        {
            DriftStatus = drifted > 0 ? StackSetDriftStatus.Drifted
                : checkedOnes.Count == 0 && legs.Count > 0 ? StackSetDriftStatus.NotChecked
                : StackSetDriftStatus.InSync,
            DriftDetectionStatus = status switch
            {
                StackSetOperationStatus.Stopped => StackSetDriftDetectionStatus.Stopped,
                StackSetOperationStatus.Failed => StackSetDriftDetectionStatus.Failed,
                StackSetOperationStatus.Succeeded when failed > 0 => StackSetDriftDetectionStatus.PartialSuccess,
                StackSetOperationStatus.Succeeded => StackSetDriftDetectionStatus.Completed,
                _ => StackSetDriftDetectionStatus.InProgress,
            },
            LastDriftCheckTimestamp = now,
            TotalStackInstancesCount = legs.Count,
            DriftedStackInstancesCount = drifted,
            InSyncStackInstancesCount = checkedOnes.Count - drifted,
            InProgressStackInstancesCount = legs.Count(leg => !leg.IsOver),
            FailedStackInstancesCount = failed,
        };
    }

    /// <summary>Of a set that nobody looked at.</summary>
    public static StackSetDriftDetectionDetails None(int instances) => new()
    {
        DriftStatus = StackSetDriftStatus.NotChecked,
        TotalStackInstancesCount = instances,
        DriftedStackInstancesCount = 0,
        InSyncStackInstancesCount = 0,
        InProgressStackInstancesCount = 0,
        FailedStackInstancesCount = 0,
    };
}
