using System.Collections.Immutable;
using Faultline.Services.Fis.Actions;

namespace Faultline.Tests.Fis;

/// <summary>
/// An action that does what a test says, and notes beside itself what it was asked: its effect outlives a server that
/// is killed, as that of a real one does.
/// </summary>
internal sealed class ScriptedAction : IAction
{
    /// <summary>What is in effect, by the token of its action: how often it was begun and not ended.</summary>
    public Dictionary<string, int> InEffect { get; } = new(StringComparer.Ordinal);

    /// <summary>What was asked, in that order: <c>begin</c>, <c>end</c>, <c>stop</c>, with the action's name.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>Comes before each thing that is asked; it may throw, or take its time.</summary>
    public Func<string, ActionScene, CancellationToken, Task> Before { get; set; } =
        static (_, _, _) => Task.CompletedTask;

    /// <summary>Comes after what was asked has been done.</summary>
    public Func<string, ActionScene, CancellationToken, Task> After { get; set; } =
        static (_, _, _) => Task.CompletedTask;

    /// <summary>Whether one without a duration is over.</summary>
    public Func<ActionScene, bool> IsDone { get; set; } = static _ => true;

    /// <summary>The newest scene of each action, by its name.</summary>
    public Dictionary<string, ActionScene> Scenes { get; } = new(StringComparer.Ordinal);

    /// <summary>How often each action held up what it did, by its name.</summary>
    public Dictionary<string, int> Tended { get; } = new(StringComparer.Ordinal);

    public IEnumerable<string> Check(IReadOnlyDictionary<string, string> parameters) =>
        parameters.GetValueOrDefault("count") is { } count && !int.TryParse(count, out _)
            ? ["count is no number."]
            : [];

    public async ValueTask<ImmutableSortedDictionary<string, string>> Begin(ActionScene scene, CancellationToken ct)
    {
        await Note("begin", scene, ct);
        InEffect[scene.Token] = 1;
        await After("begin", scene, ct);
        return ImmutableSortedDictionary<string, string>.Empty.Add("token", scene.Token);
    }

    public async ValueTask<bool> IsOver(ActionScene scene, CancellationToken ct)
    {
        await Before("ask", scene, ct);
        return IsDone(scene);
    }

    public async ValueTask Tend(ActionScene scene, CancellationToken ct)
    {
        await Before("tend", scene, ct);
        Tended[scene.Name] = Tended.GetValueOrDefault(scene.Name) + 1;
    }

    public async ValueTask End(ActionScene scene, CancellationToken ct)
    {
        await Note(scene.IsStopped ? "stop" : "end", scene, ct);
        InEffect.Remove(scene.Token);
        await After("end", scene, ct);
    }

    private async Task Note(string what, ActionScene scene, CancellationToken ct)
    {
        Scenes[scene.Name] = scene;
        Asked.Add($"{what} {scene.Name}");
        await Before(what, scene, ct);
    }
}
