using Faultline.Api.CloudFormation;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>An operation on a stack set.</summary>
/// <param name="Account">The administrator account.</param>
/// <param name="Set">The id of its set.</param>
internal sealed record Rollout(string Id, string Account, string Set, StackSetOperation Shown) : IRow
{
    /// <summary>What was asked, so that the same under the same id is the same operation.</summary>
    public string Digest { get; init; } = "";

    /// <summary>What the set is to be once this begins; null where it stays as it is.</summary>
    public StackSet? Change { get; init; }

    /// <summary>All stacks are to be as the set is to be, not only those that this reaches.</summary>
    public bool OutdatesAll { get; init; }

    /// <summary>The values that the instances are to have instead of the set's; null where they keep theirs.</summary>
    public StackInstance? Overrides { get; init; }

    /// <summary>Takes stacks in that are there already.</summary>
    public bool IsImport { get; init; }

    public string OperationId => Shown.OperationId!;

    public string Action => Shown.Action!;

    public string Status => Shown.Status!;

    public bool IsOver => Status is StackSetOperationStatus.Succeeded or StackSetOperationStatus.Failed
        or StackSetOperationStatus.Stopped;

    public bool IsQueued => Status == StackSetOperationStatus.Queued;

    public bool IsDeletion => Action == StackSetOperationAction.Delete;

    public bool IsDetection => Action == StackSetOperationAction.DetectDrift;

    public static RowForm<Rollout, string> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            entry.Text(3, row.Set);
            Structure.Write(entry, 4, row.Shown);
            entry.Text(5, row.Digest);
            Structure.Write(entry, 6, row.Change);
            entry.Flag(7, row.OutdatesAll);
            Structure.Write(entry, 8, row.Overrides);
            entry.Flag(9, row.IsImport);
        },
        static entry =>
        {
            var row = new Rollout("", "", "", new());
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Set = entry.Text() },
                    4 => row with { Shown = Structure.Read<StackSetOperation>(entry) },
                    5 => row with { Digest = entry.Text() },
                    6 => row with { Change = Structure.Read<StackSet>(entry) },
                    7 => row with { OutdatesAll = entry.Flag() },
                    8 => row with { Overrides = Structure.Read<StackInstance>(entry) },
                    9 => row with { IsImport = entry.Flag() },
                    _ => row,
                };
            }

            return row;
        });

    public static string IdOf(string set, string operation) => $"{set} {operation}";

    /// <summary>The same with a change. Whoever looks at the one before sees no change.</summary>
    public Rollout With(Action<StackSetOperation> change) => this with { Shown = Shown.With(change) };
}
