using System.Collections.Immutable;
using Faultline.Services.Fis.Targets;

namespace Faultline.Services.Fis.Actions;

/// <summary>
/// What an action does. A server may be killed within any of these, and calls it again when it is back: each goes on
/// where it was, and does nothing twice. An expected refusal is an <c>AwsError</c>, which fails the action.
/// </summary>
internal interface IAction
{
    /// <summary>
    /// What is wrong with the parameters, for whoever makes a template; nothing where all is well. What is missing, and
    /// durations, are checked before.
    /// </summary>
    IEnumerable<string> Check(IReadOnlyDictionary<string, string> parameters) => [];

    /// <summary>Begins. Gives what must be known to end it: kept with the experiment, and in the scene from then on.
    /// </summary>
    ValueTask<ImmutableSortedDictionary<string, string>> Begin(ActionScene scene, CancellationToken ct);

    /// <summary>
    /// Whether it is over by itself, asked about once a second. One with a duration is over when that is, and need not
    /// say so.
    /// </summary>
    ValueTask<bool> IsOver(ActionScene scene, CancellationToken ct) => new(true);

    /// <summary>
    /// Holds up what does not last by itself, asked about once a second from its begin to its end, whether or not it
    /// has a duration.
    /// </summary>
    ValueTask Tend(ActionScene scene, CancellationToken ct) => ValueTask.CompletedTask;

    /// <summary>
    /// Puts right what it did, because its time is over, or because the experiment is stopped, which the scene says.
    /// </summary>
    ValueTask End(ActionScene scene, CancellationToken ct) => ValueTask.CompletedTask;
}
