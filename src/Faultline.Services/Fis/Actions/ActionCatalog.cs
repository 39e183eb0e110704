using System.Collections.Immutable;

namespace Faultline.Services.Fis.Actions;

/// <summary>All actions of fault injection, with how those act that do.</summary>
internal static class ActionCatalog
{
    public static IReadOnlyList<ActionKind> All(ActionReach reach) =>
    [
        new("aws:fis:wait", "Waits for as long as is said.")
        {
            Parameters = [new("duration", "How long it waits.", Required: true)],
            Acts = new Wait(),
        },
    ];

    /// <summary>Does nothing but last.</summary>
    private sealed class Wait : IAction
    {
        public ValueTask<ImmutableSortedDictionary<string, string>> Begin(ActionScene scene, CancellationToken ct) =>
            new(ImmutableSortedDictionary<string, string>.Empty);
    }
}
