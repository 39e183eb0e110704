using Faultline.Api.CloudFormation;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>A stack set as the API shows it, but with all values as they are.</summary>
/// <param name="Id">Its name and what tells it from others of that name.</param>
/// <param name="Account">The administrator account.</param>
internal sealed record Set(string Id, string Account, StackSet Shown) : IRow
{
    /// <summary>"Prerequisites: self-managed permissions" in the user guide.</summary>
    public const string UsualAdministrationRole = "AWSCloudFormationStackSetAdministrationRole";

    /// <inheritdoc cref="UsualAdministrationRole"/>
    public const string UsualExecutionRole = "AWSCloudFormationStackSetExecutionRole";

    /// <summary>What made it, so that the same request makes no other.</summary>
    public string Token { get; init; } = "";

    /// <summary>What that request said.</summary>
    public string Digest { get; init; } = "";

    /// <summary>It is not as it was made any more.</summary>
    public bool IsChanged { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Since { get; init; }

    public DateTimeOffset? Deleted { get; init; }

    public string Name => Shown.StackSetName!;

    public bool IsDeleted => Deleted is not null;

    /// <summary>Operations wait for one another, and those that have nothing in common run side by side.</summary>
    public bool IsManaged => Shown.ManagedExecution?.Active == true;

    public static RowForm<Set, string> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            Structure.Write(entry, 3, row.Shown);
            entry.Text(4, row.Token);
            entry.Text(5, row.Digest);
            entry.Flag(6, row.IsChanged);
            entry.Time(7, row.Since);
            entry.Time(8, row.Deleted);
        },
        static entry =>
        {
            var row = new Set("", "", new()) { Since = default };
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Shown = Structure.Read<StackSet>(entry) },
                    4 => row with { Token = entry.Text() },
                    5 => row with { Digest = entry.Text() },
                    6 => row with { IsChanged = entry.Flag() },
                    7 => row with { Since = entry.Time() },
                    8 => row with { Deleted = entry.Time() },
                    _ => row,
                };
            }

            return row;
        });

    /// <summary>The same with a change. Whoever looks at the one before sees no change.</summary>
    public Set With(Action<StackSet> change) => this with { Shown = Shown.With(change) };
}
