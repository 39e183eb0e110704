using System.Collections.Immutable;
using Faultline.Api.CloudFormation;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation.Keeping;

/// <summary>A change set as the API shows it, and what it would make of its stack.</summary>
/// <param name="Id">Its ARN.</param>
/// <param name="Stack">The id of the stack.</param>
internal sealed record ChangeSetRow(string Id, string Account, string Stack, DescribeChangeSetOutput Shown) : IRow
{
    /// <summary><c>CREATE</c>, <c>UPDATE</c> or <c>IMPORT</c>.</summary>
    public string Type { get; init; } = ChangeSetType.Update;

    public required Edition Edition { get; init; }

    /// <summary>What is taken in instead of made: how each is called, by logical id.</summary>
    public ImmutableSortedDictionary<string, string> Imported { get; init; } = Pairs.None;

    /// <summary>
    /// Properties of what had drifted, as they were found, by logical id; empty of what was gone.
    /// </summary>
    public ImmutableSortedDictionary<string, string> Live { get; init; } = Pairs.None;

    public string? RoleArn { get; init; }

    /// <summary>The client token, so that it is not made twice.</summary>
    public string? Token { get; init; }

    public string Name => Shown.ChangeSetName!;

    public static RowForm<ChangeSetRow, string> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            entry.Text(3, row.Stack);
            Structure.Write(entry, 4, row.Shown);
            entry.Text(5, row.Type);
            Edition.Write(entry, 6, row.Edition);
            Pairs.Write(entry, 7, row.Imported);
            entry.Text(8, row.RoleArn);
            entry.Text(9, row.Token);
            Pairs.Write(entry, 10, row.Live);
        },
        static entry =>
        {
            var row = new ChangeSetRow("", "", "", new()) { Edition = new() { Body = "" } };
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Stack = entry.Text() },
                    4 => row with { Shown = Structure.Read<DescribeChangeSetOutput>(entry) },
                    5 => row with { Type = entry.Text() },
                    6 => row with { Edition = Edition.Read(entry.Nested()) },
                    7 => row with { Imported = Pairs.Read(row.Imported, entry.Nested()) },
                    8 => row with { RoleArn = entry.Text() },
                    9 => row with { Token = entry.Text() },
                    10 => row with { Live = Pairs.Read(row.Live, entry.Nested()) },
                    _ => row,
                };
            }

            return row;
        });

    public ChangeSetRow With(Action<DescribeChangeSetOutput> change) => this with { Shown = Shown.With(change) };
}
