using Faultline.Api.CloudFormation;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>Has a stack of a set looked at for drift, and fetches what was found.</summary>
internal sealed class Detector(Reach reach)
{
    public async ValueTask<Report> Detect(Errand errand, CancellationToken ct)
    {
        var (there, stack) = (Destination.Of(errand), errand.Instance.StackId);
        if (stack.Length == 0)
        {
            return new(errand) { Ends = false, Why = Texts.NoStack };
        }

        if (errand.Leg.Detection.Length == 0)
        {
            var begun = await reach.Ask<DetectStackDriftInput, DetectStackDriftOutput>(
                there, static api => api.DetectStackDrift, new DetectStackDriftInput { StackName = stack }, ct);
            return new(errand) { Detection = begun.StackDriftDetectionId };
        }

        var status = await reach.Ask<DescribeStackDriftDetectionStatusInput, DescribeStackDriftDetectionStatusOutput>(
            there,
            static api => api.DescribeStackDriftDetectionStatus,
            new DescribeStackDriftDetectionStatusInput { StackDriftDetectionId = errand.Leg.Detection },
            ct);
        if (status.DetectionStatus == StackDriftDetectionStatus.DetectionInProgress)
        {
            return new(errand);
        }

        return new(errand)
        {
            Ends = status.DetectionStatus == StackDriftDetectionStatus.DetectionComplete,
            Why = status.DetectionStatusReason,
            DriftStatus = status.StackDriftStatus,
            Drifts = await Found(there, stack, ct),
        };
    }

    private async ValueTask<List<StackResourceDrift>> Found(Destination there, string stack, CancellationToken ct)
    {
        var all = new List<StackResourceDrift>();
        string? next = null;
        do
        {
            var page = await reach.Ask<DescribeStackResourceDriftsInput, DescribeStackResourceDriftsOutput>(
                there,
                static api => api.DescribeStackResourceDrifts,
                new DescribeStackResourceDriftsInput { StackName = stack, NextToken = next },
                ct);
            all.AddRange(page.StackResourceDrifts ?? []);
            next = page.NextToken;
        }
        while (next is not null);

        return all;
    }
}
