using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Templates;
using Faultline.Services.Provisioning;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>One stack in one turn: what it is, what it is to be, and what is asked for meanwhile.</summary>
internal sealed class Scene
{
    private readonly Dictionary<string, ResourceRow> rows;

    public Scene(CloudFormationState state, string stack, DateTimeOffset now, Dice dice)
    {
        (State, Id, Now, Dice) = (state, stack, now, dice);
        rows = state.ResourcesOf(stack).ToDictionary(row => row.LogicalId, StringComparer.Ordinal);
    }

    public CloudFormationState State { get; }

    public string Id { get; }

    public DateTimeOffset Now { get; }

    public Dice Dice { get; }

    public required Tempo Tempo { get; init; }

    /// <summary>The target of the operation; null where there is none.</summary>
    public Bound? Bound { get; init; }

    /// <summary>What steps are being taken for right now.</summary>
    public required IReadOnlySet<string> InFlight { get; init; }

    /// <summary>How many more steps may be begun.</summary>
    public int Room { get; set; } = int.MaxValue;

    public required Func<string, ResourceType?> Types { get; init; }

    public List<Order> Orders { get; } = [];

    /// <summary>When something is due that nobody tells.</summary>
    public DateTimeOffset? Next { get; private set; }

    public StackRow Stack => State.Stacks.Find(Id)!;

    public Undertaking Operation => Stack.Operation!;

    public IEnumerable<ResourceRow> Rows => [.. rows.Values];

    /// <summary>What a resource that has come past this phase is marked with.</summary>
    public string Mark => Operation.Phase == Phase.Forward ? Operation.Id : $"{Operation.Id} {Operation.Phase}";

    public ResourceRow? Row(string logicalId) => rows.GetValueOrDefault(logicalId);

    public bool IsSettled(string logicalId) => Row(logicalId) is { IsFailed: false } row && row.Settled == Mark;

    public void Put(ResourceRow row)
    {
        rows[row.LogicalId] = row;
        State.Resources.Put(row);
    }

    public void Remove(ResourceRow row)
    {
        rows.Remove(row.LogicalId);
        State.Resources.Remove(row.Id);
        foreach (var signal in State.SignalsOf(row.Id).ToList())
        {
            State.Signals.Remove(signal.Id);
        }
    }

    public void Wait(DateTimeOffset? until) => Next = Next is null || until < Next ? until ?? Next : Next;

    /// <summary>The row in another status, of which an event tells.</summary>
    public ResourceRow Enter(ResourceRow row, string status, string? reason = null)
    {
        var next = row with { Status = status, Reason = reason, Since = Now };
        Put(next);
        Tell(next.LogicalId, next.Now, status, reason);
        return next;
    }

    public void Tell(string logicalId, Made thing, string status, string? reason)
    {
        var hour = Now.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture);
        Happenings.Add(State, Stack, new()
        {
            EventId = $"{logicalId}-{status}-{hour}-{Dice.Uuid()[..8]}",
            LogicalResourceId = logicalId,
            PhysicalResourceId = thing.PhysicalId ?? "",
            ResourceType = thing.Type,
            ResourceProperties = thing.Properties,
            ResourceStatus = status,
            ResourceStatusReason = reason,
            Timestamp = Now,
        });
    }

    /// <summary>The stack in another status, of which an event tells.</summary>
    public void Enter(string status, string? reason = null, Func<StackRow, StackRow>? with = null) =>
        Happenings.Enter(State, Stack, status, reason, Now, Dice, with);

    public void Change(Func<Undertaking, Undertaking> change) =>
        State.Stacks.Change(Id, row => row with { Operation = change(row.Operation!) });

    public void Change(Action<Stack> change) => State.Stacks.Change(Id, row => row.With(change));

    /// <summary>
    /// Takes the step that a thing is at, if it is due, nobody takes it already, and there is room; gives the progress
    /// with which it is kept, or null.
    /// </summary>
    public Progress? Take(string key, Progress progress, Func<Progress, Order> order)
    {
        if (InFlight.Contains(key) || Orders.Exists(each => each.Key == key))
        {
            return null;
        }

        if (progress.Due > Now)
        {
            Wait(progress.Due);
            return null;
        }

        if (Room <= 0)
        {
            return null;
        }

        Room--;
        var next = progress with { Tries = progress.Tries + 1, Due = null };
        Orders.Add(order(next));
        return next;
    }
}
