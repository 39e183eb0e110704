using Faultline.Api.CloudFormation;
using Faultline.Store;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>What an operation found at one resource of a stack.</summary>
/// <param name="Account">The administrator account.</param>
/// <param name="Leg">The id of the row of the leg that found it.</param>
internal sealed record Drifted(string Id, string Account, string Leg, StackInstanceResourceDriftsSummary Shown) : IRow
{
    public static RowForm<Drifted, string> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            entry.Text(3, row.Leg);
            Structure.Write(entry, 4, row.Shown);
        },
        static entry =>
        {
            var row = new Drifted("", "", "", new() { StackId = "", LogicalResourceId = "" });
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Leg = entry.Text() },
                    4 => row with { Shown = Structure.Read<StackInstanceResourceDriftsSummary>(entry) },
                    _ => row,
                };
            }

            return row;
        });

    public static string IdOf(string leg, string logicalId) => $"{leg} {logicalId}";
}
