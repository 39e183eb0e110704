using Faultline.Api.CloudFormation;
using Faultline.Store;

namespace Faultline.Services.CloudFormation.Keeping;

/// <summary>What became of a resource since its stack last was as it should be.</summary>
internal enum Fate
{
    None = 0,

    /// <summary>It was not there before.</summary>
    Made = 1,

    /// <summary>It was changed in place.</summary>
    Updated = 2,

    /// <summary>Another one stands in its place, and the one before is there still.</summary>
    Replaced = 3,
}

/// <summary>A resource of a stack: what it is, what it was before, and what is being done with it.</summary>
/// <param name="Stack">The id of the stack.</param>
/// <param name="Now">What it is, or is about to be.</param>
internal sealed record ResourceRow(string Id, string Account, string Stack, string LogicalId, Made Now) : IRow
{
    /// <summary>AWS's word, as in <c>CREATE_COMPLETE</c>.</summary>
    public required string Status { get; init; }

    public string? Reason { get; init; }

    /// <summary>When it came to that status.</summary>
    public required DateTimeOffset Since { get; init; }

    public Progress Progress { get; init; } = Progress.None;

    public Fate Fate { get; init; }

    /// <summary>What it was when its stack last was as it should be; null when it was not there.</summary>
    public Made? Before { get; init; }

    /// <summary>
    /// The properties that the thing has while it is being changed to those of <see cref="Now"/>, or that the one
    /// before has though it should not; null where they are as they should be.
    /// </summary>
    public string? Altered { get; init; }

    /// <summary>
    /// The rolling update that it is in, or that was given up and has changed something that is to be changed back.
    /// </summary>
    public Rolling? Rolling { get; init; }

    /// <summary>The operation that has come past it last.</summary>
    public string? Settled { get; init; }

    /// <summary>
    /// It is there, or may be. What is gone, or never came to be, stays in the list until the next operation.
    /// </summary>
    public bool Exists => !IsGone && (Now.Exists || Before is not null);

    public bool IsFailed => Status.EndsWith("_FAILED", StringComparison.Ordinal);

    public bool IsGone => Status is ResourceStatus.DeleteComplete or ResourceStatus.DeleteSkipped;

    public static RowForm<ResourceRow, string> Form { get; } = new(Write, Read);

    public static string IdOf(string stack, string logicalId) => $"{stack} {logicalId}";

    private static void Write(EntryWriter entry, ResourceRow row)
    {
        entry.Text(1, row.Id);
        entry.Text(2, row.Account);
        entry.Text(3, row.Stack);
        entry.Text(4, row.LogicalId);
        Made.Write(entry, 5, row.Now);
        entry.Text(6, row.Status);
        entry.Text(7, row.Reason);
        entry.Time(8, row.Since);
        Progress.Write(entry, 9, row.Progress);
        entry.Whole(10, (int)row.Fate);
        Made.Write(entry, 11, row.Before);
        entry.Text(12, row.Settled);
        entry.Text(13, row.Altered);
        Rolling.Write(entry, 14, row.Rolling);
    }

    private static ResourceRow Read(EntryReader entry)
    {
        var row = new ResourceRow("", "", "", "", new("", "")) { Status = "", Since = default };
        while (entry.Next(out var field))
        {
            row = field switch
            {
                1 => row with { Id = entry.Text() },
                2 => row with { Account = entry.Text() },
                3 => row with { Stack = entry.Text() },
                4 => row with { LogicalId = entry.Text() },
                5 => row with { Now = Made.Read(entry.Nested()) },
                6 => row with { Status = entry.Text() },
                7 => row with { Reason = entry.Text() },
                8 => row with { Since = entry.Time() },
                9 => row with { Progress = Progress.Read(entry.Nested()) },
                10 => row with { Fate = (Fate)entry.Whole() },
                11 => row with { Before = Made.Read(entry.Nested()) },
                12 => row with { Settled = entry.Text() },
                13 => row with { Altered = entry.Text() },
                14 => row with { Rolling = Rolling.Read(entry.Nested()) },
                _ => row,
            };
        }

        return row;
    }
}
