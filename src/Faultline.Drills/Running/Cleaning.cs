using Faultline.Drills.Sites;
using Faultline.Wire;

namespace Faultline.Drills.Running;

/// <summary>
/// Removes what a drill made: faults first, so that nothing stands in the way; then experiments; then stacks, the
/// newest first. What cannot be removed is told, and keeps nothing else from being.
/// </summary>
internal sealed class Cleaning(ISite site, Deployment deployment, Experiments experiments, Trail trail)
{
    private readonly List<string> left = [];

    /// <summary>Removes all of it; gives what is left. Does not throw, whatever is in the way.</summary>
    public async ValueTask<IReadOnlyList<string>> Run(bool keepsStacks, CancellationToken ct)
    {
        // What could not be ended the last time may be now.
        left.Clear();
        await EndFaults(ct);
        await Each(TrailKind.Experiment, "the experiment", entry => Done(experiments.Stop(entry, ct)));
        await Each(TrailKind.Template, "the experiment template", entry => Done(experiments.Delete(entry, ct)));
        if (keepsStacks)
        {
            foreach (var stack in trail.Entries.Where(entry => entry.Kind == TrailKind.Stack))
            {
                left.Add($"the stack {stack.Id} in {stack.Region}, which was to be kept");
                trail.Remove(stack);
            }
        }
        else
        {
            await Each(TrailKind.Stack, "the stack", entry => deployment.Delete(entry, ct));
        }

        return left;
    }

    /// <summary>Ends the faults that are in force still.</summary>
    public async ValueTask EndFaults(CancellationToken ct) =>
        await Each(TrailKind.Fault, "the fault", entry => Clear(entry, ct));

    private async ValueTask<string?> Clear(TrailEntry fault, CancellationToken ct)
    {
        await site.Clear([fault.Id], ct);
        return null;
    }

    private static async ValueTask<string?> Done(ValueTask work)
    {
        await work;
        return null;
    }

    private async ValueTask Each(TrailKind kind, string what, Func<TrailEntry, ValueTask<string?>> remove)
    {
        foreach (var entry in trail.Entries.Where(entry => entry.Kind == kind).Reverse().ToArray())
        {
            string? why;
            try
            {
                why = await remove(entry);
            }
            catch (Exception failed) when (failed is AwsError or IOException or DrillRefused
                or OperationCanceledException)
            {
                why = failed.Message;
            }

            if (why is null)
            {
                trail.Remove(entry);
            }
            else
            {
                left.Add($"{what} {entry.Id} in {entry.Region}: {why}");
            }
        }
    }
}
