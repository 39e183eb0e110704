using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Planning;
using Faultline.Wire.Shapes;

namespace Faultline.Services.AutoScaling.Groups;

/// <summary>What a lifecycle hook may be (PutLifecycleHook in the API reference). Pure.</summary>
internal static class HookRules
{
    private const int HeartbeatMin = 30;
    private const int HeartbeatMax = 7200;

    public static IReadOnlyList<string> Transitions { get; } = [Waits.Launching, Waits.Terminating];

    public static LifecycleHook Read(string group, LifecycleHookSpecification asked) =>
        Checked(asked.To<LifecycleHook>().With(hook => hook.AutoScalingGroupName = group));

    /// <summary>A hook as it is asked for, over what it is.</summary>
    public static LifecycleHook Read(string group, LifecycleHook? before, PutLifecycleHookType asked)
    {
        var hook = (before ?? new()).Under(asked.To<LifecycleHook>()).With(made => made.AutoScalingGroupName = group);
        return hook.LifecycleTransition is null
            ? throw Refusal.Invalid("LifecycleTransition is required to create a new lifecycle hook.")
            : Checked(hook);
    }

    private static LifecycleHook Checked(LifecycleHook hook)
    {
        if (!Transitions.Contains(hook.LifecycleTransition))
        {
            throw Refusal.Invalid($"'LifecycleTransition' must be one of: {string.Join(", ", Transitions)}");
        }

        var heartbeat = hook.HeartbeatTimeout ?? Waits.HeartbeatSeconds;
        if (heartbeat is < HeartbeatMin or > HeartbeatMax)
        {
            throw Refusal.Invalid(
                $"HeartbeatTimeout must be between {HeartbeatMin} and {HeartbeatMax} seconds");
        }

        if (hook.DefaultResult is not (null or Waits.Continue or Waits.Abandon))
        {
            throw Refusal.Invalid("'DefaultResult' must be one of: CONTINUE, ABANDON");
        }

        return hook.With(made =>
        {
            made.HeartbeatTimeout = heartbeat;
            made.GlobalTimeout = Waits.GlobalSeconds(heartbeat);
            made.DefaultResult ??= Waits.Abandon;
        });
    }
}
