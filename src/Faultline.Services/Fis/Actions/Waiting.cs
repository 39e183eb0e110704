using System.Collections.Immutable;

namespace Faultline.Services.Fis.Actions;

/// <summary>Does nothing, for its time.</summary>
internal sealed class Waiting : IAction
{
    public ValueTask<ImmutableSortedDictionary<string, string>> Begin(ActionScene scene, CancellationToken ct) =>
        new(Notes.Nothing);
}
