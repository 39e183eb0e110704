using System.Collections.Immutable;
using Faultline.Store;

namespace Faultline.Services.CloudFormation.Keeping;

/// <summary>How far an operation on a stack is.</summary>
internal enum Phase
{
    /// <summary>Resources become what the new edition says.</summary>
    Forward = 1,

    /// <summary>The new edition stands; what it does not name any more is deleted.</summary>
    Cleanup = 2,

    /// <summary>Resources become what they were before.</summary>
    Backward = 3,

    /// <summary>The edition before stands again; what had been made meanwhile is deleted.</summary>
    BackwardCleanup = 4,

    /// <summary>Everything is deleted.</summary>
    Delete = 5,

    /// <summary>It came to a stop half way, and waits for somebody who says what is to be done.</summary>
    Halted = 6,
}

/// <summary>What is being done with a stack.</summary>
/// <param name="Kind">AWS's word, as in <c>CREATE_STACK</c>.</param>
internal sealed record Undertaking(string Id, string Kind, Phase Phase)
{
    public required DateTimeOffset Since { get; init; }

    /// <summary>The client request token, for its events.</summary>
    public string? Token { get; init; }

    /// <summary>When its time is over, for a stack that was made with a timeout.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>What the stack is to be. Null for a deletion.</summary>
    public Edition? Target { get; init; }

    /// <summary><c>ROLLBACK</c>, <c>DO_NOTHING</c> or <c>DELETE</c>.</summary>
    public string OnFailure { get; init; } = "ROLLBACK";

    /// <summary>What is new in this operation is deleted in a rollback, whatever its deletion policy.</summary>
    public bool RetainsExceptOnCreate { get; init; }

    /// <summary>Somebody wants it ended, in these words: nothing new begins, and it goes back.</summary>
    public string? Cancelled { get; init; }

    /// <summary>Resources, by logical id, that a deletion lets stand, or a rollback passes over.</summary>
    public ImmutableSortedSet<string> Spared { get; init; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>A deletion that gives up what cannot be deleted.</summary>
    public bool IsForced { get; init; }

    /// <summary>What is taken in instead of made: how each is called, by logical id.</summary>
    public ImmutableSortedDictionary<string, string> Imported { get; init; } = Pairs.None;

    /// <summary>
    /// What is taken in is taken in beside what is made and changed: as an operation it is no import.
    /// </summary>
    public bool ImportsBeside { get; init; }

    /// <inheritdoc cref="ChangeSetRow.Live"/>
    public ImmutableSortedDictionary<string, string> Live { get; init; } = Pairs.None;

    public bool IsImport => !Imported.IsEmpty && !ImportsBeside;

    /// <summary>The stack policy for this one update.</summary>
    public string? Policy { get; init; }

    /// <summary>
    /// The keys of all tags that resources may have from their stack as this begins: those that it stands with, and
    /// those of operations that stopped half way since.
    /// </summary>
    public ImmutableSortedSet<string> TagsBefore { get; init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>Resources may have other tags from their stack than those that it is to have.</summary>
    public bool TagsDiffer { get; init; }

    /// <summary>The alarms that end it, and for how long they are looked at once everything stands.</summary>
    public Vigil Vigil { get; init; } = Vigil.None;

    public static void Write(EntryWriter entry, int field, Undertaking? row)
    {
        if (row is null)
        {
            return;
        }

        using (entry.Nest(field))
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Kind);
            entry.Whole(3, (int)row.Phase);
            entry.Time(4, row.Since);
            entry.Text(5, row.Token);
            entry.Time(6, row.Deadline);
            Edition.Write(entry, 7, row.Target);
            entry.Text(8, row.OnFailure);
            entry.Flag(9, row.RetainsExceptOnCreate);
            entry.Text(10, row.Cancelled);
            Pairs.Write(entry, 11, row.Spared);
            entry.Flag(12, row.IsForced);
            Pairs.Write(entry, 13, row.Imported);
            entry.Text(14, row.Policy);
            Pairs.Write(entry, 15, row.TagsBefore);
            entry.Flag(16, row.TagsDiffer);
            Vigil.Write(entry, 17, row.Vigil);
            entry.Flag(18, row.ImportsBeside);
            Pairs.Write(entry, 19, row.Live);
        }
    }

    public static Undertaking Read(EntryReader entry)
    {
        var row = new Undertaking("", "", Phase.Forward) { Since = default };
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Id = entry.Text() },
                2 => row with { Kind = entry.Text() },
                3 => row with { Phase = (Phase)entry.Whole() },
                4 => row with { Since = entry.Time() },
                5 => row with { Token = entry.Text() },
                6 => row with { Deadline = entry.Time() },
                7 => row with { Target = Edition.Read(entry.Nested()) },
                8 => row with { OnFailure = entry.Text() },
                9 => row with { RetainsExceptOnCreate = entry.Flag() },
                10 => row with { Cancelled = entry.Text() },
                11 => row with { Spared = row.Spared.Add(entry.Text()) },
                12 => row with { IsForced = entry.Flag() },
                13 => row with { Imported = Pairs.Read(row.Imported, entry.Nested()) },
                14 => row with { Policy = entry.Text() },
                15 => row with { TagsBefore = row.TagsBefore.Add(entry.Text()) },
                16 => row with { TagsDiffer = entry.Flag() },
                17 => row with { Vigil = Vigil.Read(entry.Nested()) },
                18 => row with { ImportsBeside = entry.Flag() },
                19 => row with { Live = Pairs.Read(row.Live, entry.Nested()) },
                _ => row,
            };
        }

        return row;
    }
}
