using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling;

internal sealed partial class AutoScaling
{
    public override async ValueTask<PutLifecycleHookAnswer> PutLifecycleHook(
        Call call, PutLifecycleHookType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var group = Find(held.State, call, request.AutoScalingGroupName);
        var before = held.State.Hooks.Find(Part.IdOf(group.Id, request.LifecycleHookName))?.Shown;
        Put(held.State, group, HookRules.Read(group.Name, before, request));
        await held.Keep();
        return new();
    }

    public override async ValueTask<DeleteLifecycleHookAnswer> DeleteLifecycleHook(
        Call call, DeleteLifecycleHookType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var group = Find(held.State, call, request.AutoScalingGroupName);
        held.State.Hooks.Remove(Hook(held.State, group, request.LifecycleHookName).Id);
        await held.Keep();

        // Whoever waits for it goes on.
        Tell();
        return new();
    }

    public override async ValueTask<DescribeLifecycleHooksAnswer> DescribeLifecycleHooks(
        Call call, DescribeLifecycleHooksType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var group = Any(held.State, call, request.AutoScalingGroupName);
        var all = held.State.HooksOf(group.Id).Select(row => row.Shown)
            .Where(hook => request.LifecycleHookNames is not { Count: > 0 } names
                || names.Contains(hook.LifecycleHookName!))
            .OrderBy(hook => hook.LifecycleHookName, StringComparer.Ordinal)
            .ToList();
        await held.Keep();
        return new() { LifecycleHooks = all };
    }

    public override async ValueTask<CompleteLifecycleActionAnswer> CompleteLifecycleAction(
        Call call, CompleteLifecycleActionType request, CancellationToken ct)
    {
        if (request.LifecycleActionResult is not (Waits.Continue or Waits.Abandon))
        {
            throw Refusal.Invalid("LifecycleActionResult must be one of CONTINUE, ABANDON.");
        }

        using var held = await book.Take(ct);
        var group = Any(held.State, call, request.AutoScalingGroupName);
        var (member, wait) = Waiting(
            held.State, group, request.LifecycleHookName, request.LifecycleActionToken, request.InstanceId);
        held.State.Members.Put(request.LifecycleActionResult == Waits.Continue
            ? member with { Waits = member.Waits.Remove(wait) }
            : member with { Abandoned = true });
        await held.Keep();
        Tell();
        return new();
    }

    public override async ValueTask<RecordLifecycleActionHeartbeatAnswer> RecordLifecycleActionHeartbeat(
        Call call, RecordLifecycleActionHeartbeatType request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var group = Any(held.State, call, request.AutoScalingGroupName);
        var hook = Hook(held.State, group, request.LifecycleHookName);
        var (member, wait) = Waiting(
            held.State, group, request.LifecycleHookName, request.LifecycleActionToken, request.InstanceId);
        var until = call.Now + TimeSpan.FromSeconds(hook.Shown.HeartbeatTimeout ?? Waits.HeartbeatSeconds);
        held.State.Members.Put(member with { Waits = member.Waits.Replace(wait, wait with { Until = until }) });
        await held.Keep();
        Tell();
        return new();
    }

    private static void Put(AutoScalingState state, Group group, LifecycleHook hook)
    {
        var id = Part.IdOf(group.Id, hook.LifecycleHookName!);
        if (state.Hooks.Find(id) is null && state.HooksOf(group.Id).Count() >= Limits.HooksMax)
        {
            throw Refusal.Limit("lifecycle hooks of a group", Limits.HooksMax);
        }

        state.Hooks.Put(new(id, group.Account, group.Id, hook));
    }

    private static Part<LifecycleHook> Hook(AutoScalingState state, Group group, string name) =>
        state.Hooks.Find(Part.IdOf(group.Id, name))
        ?? throw Refusal.Invalid($"No Lifecycle Hook found with name: {name} in Auto Scaling group: {group.Name}");

    /// <summary>Who waits for a hook: the instance that is named, or that has the token.</summary>
    private static (Member Member, HookWait Wait) Waiting(
        AutoScalingState state, Group group, string hook, string? token, string? instance)
    {
        Hook(state, group, hook);
        foreach (var member in state.MembersOf(group.Id))
        {
            var wait = member.Waits.Find(each => each.Hook == hook && (token is null || each.Token == token));
            if (wait is not null && (instance is null || member.Id == instance) && (token ?? instance) is not null)
            {
                return (member, wait);
            }
        }

        throw Refusal.Invalid(token is null
            ? $"No active Lifecycle Action found with instance ID {instance}"
            : $"No active Lifecycle Action found with token {token}");
    }
}
