using Faultline.Api.CloudFormation;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>What becomes of an operation in one account and region.</summary>
/// <param name="Account">The administrator account.</param>
/// <param name="Rollout">The id of the row of its operation.</param>
/// <param name="Instance">The id of the row of its stack.</param>
internal sealed record Leg(
    string Id, string Account, string Rollout, string Instance, StackSetOperationResultSummary Shown) : IRow
{
    /// <summary>What the target account was asked for and took on; empty before.</summary>
    public string Begun { get; init; } = "";

    /// <summary>The look for drift that is under way.</summary>
    public string Detection { get; init; } = "";

    /// <summary>The stack that is to be taken in.</summary>
    public string Import { get; init; } = "";

    /// <summary>Since when the target cannot be talked to; null while it can.</summary>
    public DateTimeOffset? Trouble { get; init; }

    public string Target => Shown.Account!;

    public string Region => Shown.Region!;

    public string Status => Shown.Status!;

    public bool IsPending => Status == StackSetOperationResultStatus.Pending;

    public bool IsRunning => Status == StackSetOperationResultStatus.Running;

    public bool IsOver => !IsPending && !IsRunning;

    public bool IsFailed => Status == StackSetOperationResultStatus.Failed;

    public static RowForm<Leg, string> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            entry.Text(3, row.Rollout);
            entry.Text(4, row.Instance);
            Structure.Write(entry, 5, row.Shown);
            entry.Text(6, row.Begun);
            entry.Text(7, row.Detection);
            entry.Text(8, row.Import);
            entry.Time(9, row.Trouble);
        },
        static entry =>
        {
            var row = new Leg("", "", "", "", new());
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Rollout = entry.Text() },
                    4 => row with { Instance = entry.Text() },
                    5 => row with { Shown = Structure.Read<StackSetOperationResultSummary>(entry) },
                    6 => row with { Begun = entry.Text() },
                    7 => row with { Detection = entry.Text() },
                    8 => row with { Import = entry.Text() },
                    9 => row with { Trouble = entry.Time() },
                    _ => row,
                };
            }

            return row;
        });

    public static string IdOf(string rollout, string target, string region) => $"{rollout} {target} {region}";

    /// <summary>The same with a change. Whoever looks at the one before sees no change.</summary>
    public Leg With(Action<StackSetOperationResultSummary> change) => this with { Shown = Shown.With(change) };

    public Leg Now(string status, string? why = null) => With(shown =>
    {
        shown.Status = status;
        shown.StatusReason = why;
    });
}
