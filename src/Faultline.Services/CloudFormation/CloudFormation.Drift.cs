using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Services.CloudFormation.Drift;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Sets;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation;

// Drift of stacks and of their resources.
internal sealed partial class CloudFormation
{
    /// <summary>"Detecting unmanaged configuration changes" in the user guide; imported ones too.</summary>
    private static readonly HashSet<string> looked =
    [
        StackStatus.CreateComplete, StackStatus.UpdateComplete, StackStatus.UpdateRollbackComplete,
        StackStatus.UpdateRollbackFailed, StackStatus.ImportComplete, StackStatus.ImportRollbackComplete,
    ];

    public override async ValueTask<DetectStackDriftOutput> DetectStackDrift(
        Call call, DetectStackDriftInput request, CancellationToken ct)
    {
        var (stack, subjects) = await ToLookAt(call, request.StackName, request.LogicalResourceIds ?? [], ct);
        var id = call.Dice.Uuid();
        using var held = await drifts.Take(ct);
        held.State.Detections.Put(new(
            id,
            call.Account,
            new()
            {
                StackId = stack.Id,
                StackDriftDetectionId = id,
                DetectionStatus = StackDriftDetectionStatus.DetectionInProgress,
                StackDriftStatus = stack.Shown.DriftInformation?.StackDriftStatus ?? StackDriftStatus.NotChecked,
                Timestamp = call.Now,
            })
        {
            Caller = Callers.For(call),
            Only = request.LogicalResourceIds is { Count: > 0 }
                ? [.. subjects.Select(each => each.Resource.LogicalId)]
                : [],
        });
        await held.Keep();
        driftLoop.Tell();
        return new() { StackDriftDetectionId = id };
    }

    public override async ValueTask<DescribeStackDriftDetectionStatusOutput> DescribeStackDriftDetectionStatus(
        Call call, DescribeStackDriftDetectionStatusInput request, CancellationToken ct)
    {
        using var held = await drifts.Take(ct);
        var found = held.State.Detections.Find(call.Account, request.StackDriftDetectionId)
            ?? throw SetRefusal.Invalid($"Drift detection with id {request.StackDriftDetectionId} does not exist");
        await held.Keep();
        return found.Shown;
    }

    public override async ValueTask<DetectStackResourceDriftOutput> DetectStackResourceDrift(
        Call call, DetectStackResourceDriftInput request, CancellationToken ct)
    {
        var (_, subjects) = await ToLookAt(call, request.StackName, [request.LogicalResourceId], ct);
        if (subjects.Count == 0)
        {
            throw SetRefusal.Invalid($"Drift detection is not supported for resource {request.LogicalResourceId}");
        }

        return new() { StackResourceDrift = await looks.Look(subjects[0], Callers.For(call), ct) };
    }

    public override async ValueTask<DescribeStackResourceDriftsOutput> DescribeStackResourceDrifts(
        Call call, DescribeStackResourceDriftsInput request, CancellationToken ct)
    {
        var stack = await StackOf(call, request.StackName, ct);
        using var held = await drifts.Take(ct);
        var (page, next) = SetPages.Cut(
            call,
            held.State.Of(stack.Id).Where(each => request.StackResourceDriftStatusFilters is not { Count: > 0 } asked
                || asked.Contains(each.StackResourceDriftStatus!)),
            static each => each.LogicalResourceId!, request.MaxResults, request.NextToken);
        await held.Keep();
        return new() { StackResourceDrifts = page, NextToken = next };
    }

    /// <summary>What was found last at each resource of a stack, by its name in the template.</summary>
    private async ValueTask<Func<string, StackResourceDriftInformation>> DriftsOf(string stack, CancellationToken ct)
    {
        using var held = await drifts.Take(ct);
        var all = held.State.Of(stack).ToDictionary(each => each.LogicalResourceId!, StringComparer.Ordinal);
        await held.Keep();
        return id => all.TryGetValue(id, out var found)
            ? new()
            {
                StackResourceDriftStatus = found.StackResourceDriftStatus,
                LastCheckTimestamp = found.Timestamp,
            }
            : new() { StackResourceDriftStatus = StackResourceDriftStatus.NotChecked };
    }

    private async ValueTask<StackRow> StackOf(Call call, string name, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var stack = held.State.Find(call.Account, name)
            ?? throw SetRefusal.Invalid($"Stack [{name}] does not exist");
        await held.Keep();
        return stack;
    }

    /// <summary>The stack, and what of it can be looked at; refused where it is not so that it can be.</summary>
    private async ValueTask<(StackRow Stack, List<Subject> Subjects)> ToLookAt(
        Call call, string name, List<string> logicalIds, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var stack = held.State.Find(call.Account, name) is { IsGone: false } found
            ? found
            : throw SetRefusal.Invalid($"Stack [{name}] does not exist");
        if (!looked.Contains(stack.Status))
        {
            throw SetRefusal.Invalid(
                $"Drift detection cannot be performed on stack [{stack.Name}] in status [{stack.Status}]");
        }

        var resources = held.State.ResourcesOf(stack.Id).ToList();
        if (logicalIds.Find(id => !resources.Exists(each => each.LogicalId == id)) is { } unknown)
        {
            throw SetRefusal.Invalid($"Resource {unknown} does not exist for stack {stack.Name}");
        }

        var all = Subject.Of(stack, resources, types)
            .Where(each => logicalIds.Count == 0 || logicalIds.Contains(each.Resource.LogicalId)).ToList();
        await held.Keep();
        return (stack, all);
    }
}
