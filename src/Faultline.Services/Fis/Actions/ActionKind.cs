using System.Collections.Immutable;

namespace Faultline.Services.Fis.Actions;

/// <summary>
/// An action as ListActions shows it, and how it acts; one that does not act here is listed, and refused by its name
/// when an experiment with it is started.
/// </summary>
internal sealed record ActionKind(string Id, string Description)
{
    public ImmutableArray<ActionParameter> Parameters { get; init; } = [];

    /// <summary>What it is aimed at; null where it takes no targets.</summary>
    public ActionTarget? Target { get; init; }

    public IAction? Acts { get; init; }
}

/// <summary>A parameter of an action.</summary>
internal sealed record ActionParameter(string Name, string Description, bool Required = false);

/// <summary>The slot of an action that takes a target, and the type of resource that fits into it.</summary>
internal sealed record ActionTarget(string Slot, string ResourceType);
