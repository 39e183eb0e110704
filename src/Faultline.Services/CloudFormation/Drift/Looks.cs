using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation.Drift;

/// <summary>
/// The loop that looks for drift where somebody asked for it. A look that a crash cut short is begun anew: it only
/// reads.
/// </summary>
internal sealed class Looks(
    string region,
    Node node,
    Surroundings around,
    CloudFormationBook stacks,
    DriftBook drifts,
    IReadOnlyDictionary<string, ResourceType> types)
{
    /// <summary>So many resources are looked at at once.</summary>
    private const int CallsMax = 16;

    private readonly InnerCalls calls = new(region, node, around);

    /// <summary>One round over all looks that are under way.</summary>
    public async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        List<Detection> open;
        using (var held = await drifts.Take(ct))
        {
            open = [.. held.State.Detections.All.Where(detection => detection.IsUnderWay)];
            await held.Keep();
        }

        foreach (var detection in open)
        {
            var subjects = await Subjects(detection, ct);
            var all = new List<(StackResourceDrift? Drift, string? Failure)>();
            foreach (var some in subjects.Chunk(CallsMax))
            {
                all.AddRange(await Task.WhenAll(some.Select(subject => One(subject, detection.Caller, ct))));
            }

            await End(
                detection,
                [.. subjects.Select(each => each.Resource.LogicalId)],
                [.. all.Select(each => each.Drift).OfType<StackResourceDrift>()],
                [.. all.Select(each => each.Failure).OfType<string>()],
                ct);
        }

        return null;
    }

    /// <summary>Looks at one resource, and keeps what it found.</summary>
    public async ValueTask<StackResourceDrift> Look(Subject subject, Principal caller, CancellationToken ct)
    {
        var drift = await subject.Look(region, caller, calls, node.Now, ct);
        using var held = await drifts.Take(ct);
        held.State.Found(subject.Stack.Account, drift);
        await held.Keep();
        return drift;
    }

    /// <summary>What the resources of a stack are now, by logical id. Throws what may pass.</summary>
    public async ValueTask<IReadOnlyDictionary<string, Live>> Lives(
        StackRow stack, IReadOnlyList<ResourceRow> rows, Principal caller, CancellationToken ct)
    {
        var all = rows.Where(row => !row.IsGone).Select(row => (row.Now.Type, row.Now.ReadProperties())).ToList();
        var found = new Dictionary<string, Live>(StringComparer.Ordinal);
        foreach (var some in Subject.Of(stack, rows, types).Chunk(CallsMax))
        {
            var drifts = await Task.WhenAll(some.Select(subject => IfItCan(subject, caller, ct)));
            foreach (var (subject, drift) in some.Zip(drifts))
            {
                if (drift is not null)
                {
                    found[subject.Resource.LogicalId] = Live.Of(drift, FactsOf(subject.Type), all);
                }
            }
        }

        return found;
    }

    private static TypeFacts? FactsOf(ResourceType type) => TypeFacts.Known.Contains(type.Name) ? type.Facts : null;

    private async Task<StackResourceDrift?> IfItCan(Subject subject, Principal caller, CancellationToken ct)
    {
        try
        {
            return await subject.Look(region, caller, calls, node.Now, ct);
        }
        catch (AwsError refused) when (!refused.MayPass)
        {
            return null;
        }
    }

    private async ValueTask<List<Subject>> Subjects(Detection detection, CancellationToken ct)
    {
        using var held = await stacks.Take(ct);
        var all = held.State.Stacks.Find(detection.Stack) is { IsGone: false } stack
            ? Subject.Of(stack, [.. held.State.ResourcesOf(stack.Id)], types)
                .Where(each => detection.Only.IsEmpty || detection.Only.Contains(each.Resource.LogicalId)).ToList()
            : [];
        await held.Keep();
        return all;
    }

    private async Task<(StackResourceDrift? Drift, string? Failure)> One(
        Subject subject, Principal caller, CancellationToken ct)
    {
        try
        {
            return (await subject.Look(region, caller, calls, node.Now, ct), null);
        }
        catch (AwsError refused)
        {
            return (
                null, $"Failed to detect drift on resource [{subject.Resource.LogicalId}]: {refused.Message}");
        }
    }

    private async ValueTask End(
        Detection detection,
        HashSet<string> logicalIds,
        List<StackResourceDrift> found,
        List<string> failed,
        CancellationToken ct)
    {
        var now = node.Now;
        using var stack = await stacks.Take(ct);
        using var held = await drifts.Take(ct);
        var state = held.State;
        found.ForEach(drift => state.Found(detection.Account, drift));
        if (detection.Only.IsEmpty)
        {
            state.Forget(now, detection.Stack, logicalIds);
        }

        var drifted = state.Of(detection.Stack).Count(each => each.StackResourceDriftStatus
            is StackResourceDriftStatus.Modified or StackResourceDriftStatus.Deleted);
        var status = drifted > 0 ? StackDriftStatus.Drifted : StackDriftStatus.InSync;
        state.Detections.Put(detection.With(shown =>
        {
            shown.DetectionStatus = failed.Count > 0
                ? StackDriftDetectionStatus.DetectionFailed
                : StackDriftDetectionStatus.DetectionComplete;
            shown.DetectionStatusReason = failed.Count > 0 ? string.Join(' ', failed) : null;
            shown.StackDriftStatus = status;
            shown.DriftedStackResourceCount = drifted;
        }));
        if (stack.State.Stacks.Find(detection.Stack) is { } row)
        {
            stack.State.Stacks.Put(row.With(shown => shown.DriftInformation =
                new() { StackDriftStatus = status, LastCheckTimestamp = now }));
        }

        await held.KeepWith(stack);
    }
}
