using System.Collections.Immutable;
using Faultline.Api.Fis;
using Faultline.Store;

namespace Faultline.Services.Fis.Keeping;

/// <summary>
/// An experiment: what it was started with, which never changes but for its tags, and how far it is.
/// </summary>
/// <param name="Asked">As its template was when it began, with its id, ARN, hour and tags; without any state.</param>
internal sealed record ExperimentRow(string Id, string Account, Experiment Asked) : IRow
{
    /// <summary>The client token of its caller, and what was asked under it.</summary>
    public string Token { get; init; } = "";

    public string Print { get; init; } = "";

    public string Status { get; init; } = ExperimentStatus.Pending;

    public string Reason { get; init; } = "";

    /// <summary>Why it does not run to its end; from then on it only ends.</summary>
    public Verdict? Verdict { get; init; }

    public DateTimeOffset? Started { get; init; }

    public DateTimeOffset? Ended { get; init; }

    public ImmutableArray<ActionRun> Runs { get; init; } = [];

    public ImmutableArray<Found> Found { get; init; } = [];

    /// <summary>The accounts of its template when it began.</summary>
    public ImmutableArray<ExperimentTargetAccountConfiguration> Accounts { get; init; } = [];

    /// <summary>What of its log is still to be delivered.</summary>
    public ImmutableArray<LogLine> Lines { get; init; } = [];

    public bool IsOver => Ended is not null;

    public DateTimeOffset Created => Asked.CreationTime!.Value;

    public bool SkipsActions => Asked.ExperimentOptions?.ActionsMode == ActionsMode.SkipAll;

    public static RowForm<ExperimentRow, string> Form { get; } = new(Write, Read);

    private static void Write(EntryWriter entry, ExperimentRow row)
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        Structure.Write(entry, 3, row.Asked);
        entry.Text(4, row.Token);
        entry.Text(5, row.Print);
        entry.Text(6, row.Status);
        entry.Text(7, row.Reason);
        entry.Time(8, row.Started);
        entry.Time(9, row.Ended);
        Each<Verdict>(10, row.Verdict is { } verdict ? [verdict] : [], Keeping.Verdict.Write);
        Each(11, row.Runs, ActionRun.Write);
        Each(12, row.Found, Keeping.Found.Write);
        Each(13, row.Lines, LogLine.Write);
        foreach (var account in row.Accounts)
        {
            Structure.Write(entry, 14, account);
        }

        void Each<T>(int field, ImmutableArray<T> all, Action<EntryWriter, T> write)
        {
            foreach (var one in all)
            {
                using (entry.Nest(field))
                {
                    write(entry, one);
                }
            }
        }
    }

    private static ExperimentRow Read(EntryReader entry)
    {
        var row = new ExperimentRow("", "", new());
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Id = entry.Text() },
                2 => row with { Account = entry.Text() },
                3 => row with { Asked = Structure.Read<Experiment>(entry) },
                4 => row with { Token = entry.Text() },
                5 => row with { Print = entry.Text() },
                6 => row with { Status = entry.Text() },
                7 => row with { Reason = entry.Text() },
                8 => row with { Started = entry.Time() },
                9 => row with { Ended = entry.Time() },
                10 => row with { Verdict = Keeping.Verdict.Read(entry.Nested()) },
                11 => row with { Runs = row.Runs.Add(ActionRun.Read(entry.Nested())) },
                12 => row with { Found = row.Found.Add(Keeping.Found.Read(entry.Nested())) },
                13 => row with { Lines = row.Lines.Add(LogLine.Read(entry.Nested())) },
                14 => row with
                {
                    Accounts = row.Accounts.Add(Structure.Read<ExperimentTargetAccountConfiguration>(entry)),
                },
                _ => row,
            };
        }

        return row;
    }
}
