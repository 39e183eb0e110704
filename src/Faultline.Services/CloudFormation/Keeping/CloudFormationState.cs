using Faultline.Api.CloudFormation;
using Faultline.Store;

namespace Faultline.Services.CloudFormation.Keeping;

/// <summary>
/// All stacks of a region with what belongs to them, of every account. Pure: the hour, ids and chance come in as
/// arguments.
/// </summary>
internal sealed class CloudFormationState : IState
{
    private readonly Table[] all;
    private readonly Tables tables;

    public CloudFormationState()
    {
        all = [Stacks, Resources, Leftovers, Events, ChangeSets, Signals];
        tables = new(all);
    }

    /// <summary>Something of it was changed in this turn.</summary>
    public bool IsChanged => Array.Exists(all, table => table.IsChanged);

    /// <summary>Counts its changes, so that what was derived from it is known to be stale.</summary>
    public long Version => tables.Version;

    /// <summary>Stacks under their ids, which are ARNs; deleted ones too, for as long as AWS lists them.</summary>
    public GroupedTable<StackRow> Stacks { get; } =
        new(Kinds.Stack, StackRow.Form, static row => Key(row.Account, row.Name));

    /// <summary>The resources of stacks, under <see cref="ResourceRow.IdOf"/>.</summary>
    public GroupedTable<ResourceRow> Resources { get; } =
        new(Kinds.Resource, ResourceRow.Form, static row => row.Stack);

    /// <summary>
    /// What no template names any more and is still to be deleted, under the token that it was made with.
    /// </summary>
    public GroupedTable<Leftover> Leftovers { get; } = new(Kinds.Leftover, Leftover.Form, static row => row.Stack);

    /// <summary>In the order in which they happened, under their ids.</summary>
    public GroupedTable<OfStack<StackEvent>> Events { get; } =
        new(Kinds.Event, OfStack<StackEvent>.Form, static row => row.Stack);

    /// <summary>Change sets under their ids, which are ARNs.</summary>
    public GroupedTable<ChangeSetRow> ChangeSets { get; } =
        new(Kinds.ChangeSet, ChangeSetRow.Form, static row => row.Stack);

    /// <summary>Signals that came for resources and wait conditions, under <see cref="Signal.IdOf"/>.</summary>
    public GroupedTable<Signal> Signals { get; } = new(Kinds.Signal, Signal.Form, static row => row.Owner);

    public IEnumerable<ResourceRow> ResourcesOf(string stack) => Resources.In(stack);

    public IEnumerable<Leftover> LeftoversOf(string stack) => Leftovers.In(stack);

    public IEnumerable<StackEvent> EventsOf(string stack) => Events.In(stack).Select(row => row.Shown);

    public IEnumerable<Signal> SignalsOf(string owner) => Signals.In(owner);

    /// <summary>The stack of that name that is there, not one that was deleted.</summary>
    public StackRow? Named(string account, string name) =>
        Stacks.In(Key(account, name)).FirstOrDefault(row => !row.IsGone);

    /// <summary>The stack of an account that has that id, deleted or not, or that name and is there.</summary>
    public StackRow? Find(string account, string nameOrId) =>
        nameOrId.StartsWith("arn:", StringComparison.Ordinal)
            ? Stacks.Find(account, nameOrId)
            : Named(account, nameOrId);

    /// <summary>The stacks of an account that export something, with what they export.</summary>
    public IEnumerable<(StackRow Stack, Output Output)> ExportsOf(string account) =>
        from stack in Stacks.Of(account)
        where !stack.IsGone
        from output in stack.Shown.Outputs ?? []
        where output.ExportName is not null
        select (stack, output);

    public (StackRow Stack, Output Output)? Export(string account, string name) =>
        ExportsOf(account).Where(each => each.Output.ExportName == name)
            .Select(each => ((StackRow, Output)?)each).FirstOrDefault();

    /// <summary>The stacks that import an export.</summary>
    public IEnumerable<StackRow> ImportersOf(string account, string export) =>
        Stacks.Of(account).Where(row => !row.IsGone && row.Imports.Contains(export));

    public void Loaded()
    {
    }

    public void Flush(Batch batch) => tables.Flush(batch);

    public bool TakeBack()
    {
        tables.TakeBack();
        return true;
    }

    public void Load(Key key, ReadOnlySpan<byte> entry) => tables.Load(key, entry);

    private static string Key(string account, string name) => $"{account} {name}";
}
