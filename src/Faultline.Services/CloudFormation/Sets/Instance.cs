using Faultline.Api.CloudFormation;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>A stack of a set in one account and region, be it there or not.</summary>
/// <param name="Account">The administrator account.</param>
/// <param name="Set">The id of its set.</param>
internal sealed record Instance(string Id, string Account, string Set, StackInstance Shown) : IRow
{
    /// <summary>
    /// What the stack is to be called, kept before it is asked for; empty while there is none. Until
    /// <see cref="StackId"/> is known nobody knows whether it was made.
    /// </summary>
    public string StackName { get; init; } = "";

    /// <summary>The id of a stack that is believed to be there. One that is gone stays in what is shown.</summary>
    public string StackId { get; init; } = "";

    public string Target => Shown.Account!;

    public string Region => Shown.Region!;

    public bool IsInoperable => Shown.Status == StackInstanceStatus.Inoperable;

    public static RowForm<Instance, string> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            entry.Text(3, row.Set);
            Structure.Write(entry, 4, row.Shown);
            entry.Text(5, row.StackName);
            entry.Text(6, row.StackId);
        },
        static entry =>
        {
            var row = new Instance("", "", "", new());
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Set = entry.Text() },
                    4 => row with { Shown = Structure.Read<StackInstance>(entry) },
                    5 => row with { StackName = entry.Text() },
                    6 => row with { StackId = entry.Text() },
                    _ => row,
                };
            }

            return row;
        });

    public static string IdOf(string set, string target, string region) => $"{set} {target} {region}";

    public static string IdOf(string set, (string Account, string Region) where) =>
        IdOf(set, where.Account, where.Region);

    /// <summary>One that was never anywhere.</summary>
    public static Instance New(Set set, string target, string region) => new(
        IdOf(set.Id, target, region),
        set.Account,
        set.Id,
        new()
        {
            StackSetId = set.Id,
            Account = target,
            Region = region,
            ParameterOverrides = [],
            Status = StackInstanceStatus.Outdated,
            DriftStatus = StackDriftStatus.NotChecked,
        });

    /// <summary>The same with a change. Whoever looks at the one before sees no change.</summary>
    public Instance With(Action<StackInstance> change) => this with { Shown = Shown.With(change) };

    /// <summary>The same as an operation finds it or leaves it.</summary>
    public Instance Now(string? status, string detailed, string? why) => With(shown =>
    {
        shown.Status = status ?? shown.Status;
        shown.StackInstanceStatus = new() { DetailedStatus = detailed };
        shown.StatusReason = why;
    });
}
