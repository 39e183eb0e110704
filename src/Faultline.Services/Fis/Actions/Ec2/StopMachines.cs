using System.Collections.Immutable;
using System.Globalization;
using Faultline.Api.Ec2;

namespace Faultline.Services.Fis.Actions.Ec2;

/// <summary>Stops instances, and starts those that it stopped again once the time for that has come.</summary>
internal sealed class StopMachines(ActionReach reach) : IAction
{
    private const string After = "startInstancesAfterDuration";
    private const string MayBeGone = "completeIfInstancesTerminated";
    private const string Stopped = "stopped";
    private const string ByUser = "User initiated (";
    private const string HourForm = "yyyy-MM-dd HH:mm:ss";

    private static readonly TimeSpan pause = TimeSpan.FromSeconds(1);

    /// <summary>An instance that has not stopped by then does not keep the experiment any longer.</summary>
    private static readonly TimeSpan stoppingMax = TimeSpan.FromMinutes(5);

    public IEnumerable<string> Check(IReadOnlyDictionary<string, string> parameters) =>
    [
        .. Given.WithinLimits(parameters, After, TimeSpan.FromMinutes(1), TimeSpan.FromHours(12)),
        .. Given.Among(parameters, MayBeGone, "true", "false"),
    ];

    public async ValueTask<ImmutableSortedDictionary<string, string>> Begin(ActionScene scene, CancellationToken ct)
    {
        var there = await Look(scene, scene.Targets.Select(target => target.Id), ct);
        var ours = there.FindAll(each => WasStopped(each, scene.Began)).ConvertAll(each => each.InstanceId!);
        var next = there
            .Where(each => !each.Is(InstanceStateName.Stopping, InstanceStateName.Stopped))
            .Select(each => each.InstanceId!)
            .Except(ours)
            .ToList();
        if (next.Count > 0)
        {
            await reach.Calls.Ask(
                scene.Who, reach.Ec2.StopInstances, new StopInstancesRequest { InstanceIds = next }, ct);
        }

        return Notes.Of(Stopped, ours.Concat(next));
    }

    public ValueTask<bool> IsOver(ActionScene scene, CancellationToken ct) =>
        new(StartsAfter(scene) is not { } span || reach.Node.Now >= scene.Began + span);

    public async ValueTask End(ActionScene scene, CancellationToken ct)
    {
        var ours = Given.List(scene.Kept.GetValueOrDefault(Stopped));
        if (StartsAfter(scene) is null || ours.Length == 0)
        {
            return;
        }

        var there = await Settled(scene, ours, ct);
        var down = there.FindAll(each => each.Is(InstanceStateName.Stopped)).ConvertAll(each => each.InstanceId!);
        await Every.Of(down, async id =>
            await reach.Calls.Ask(
                scene.Who, reach.Ec2.StartInstances, new StartInstancesRequest { InstanceIds = [id] }, ct));
        var left = there.Where(each => !each.IsGone()).Select(each => each.InstanceId!);
        if (ours.Except(left).ToList() is { Count: > 0 } gone
            && !scene.IsStopped
            && scene.Parameters.GetValueOrDefault(MayBeGone) != "true")
        {
            throw ActionRefusal.Failed($"{string.Join(", ", gone)} cannot be started again: terminated meanwhile.");
        }
    }

    /// <summary>They as they are once none of them is on its way down.</summary>
    private async ValueTask<List<Instance>> Settled(ActionScene scene, string[] ids, CancellationToken ct)
    {
        var until = reach.Node.Now + stoppingMax;
        var there = await Look(scene, ids, ct);
        while (there.Exists(each => each.Is(InstanceStateName.Stopping)) && reach.Node.Now < until)
        {
            await Task.Delay(pause, reach.Node.Clock, ct);
            there = await Look(scene, ids, ct);
        }

        return there;
    }

    private ValueTask<List<Instance>> Look(ActionScene scene, IEnumerable<string> ids, CancellationToken ct) =>
        reach.Look(scene, ids, ct);

    /// <summary>Somebody took it down since the action began: before its begin was kept, that was the action.</summary>
    private static bool WasStopped(Instance instance, DateTimeOffset began) =>
        instance.StateTransitionReason is { } why
        && why.StartsWith(ByUser, StringComparison.Ordinal)
        && why.Length >= ByUser.Length + HourForm.Length
        && DateTimeOffset.TryParseExact(
            why.AsSpan(ByUser.Length, HourForm.Length), HourForm, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var at)
        && at >= began.AddTicks(-(began.Ticks % TimeSpan.TicksPerSecond))
        && !instance.Is(InstanceStateName.Running, InstanceStateName.Pending);

    private static TimeSpan? StartsAfter(ActionScene scene) =>
        Given.Span(scene.Parameters.GetValueOrDefault(After));
}
