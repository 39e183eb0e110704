using Faultline.Api.Fis;
using Faultline.Store;

namespace Faultline.Services.Fis.Keeping;

/// <summary>A template as the API shows it, save how many accounts it has.</summary>
internal sealed record TemplateRow(string Id, string Account, ExperimentTemplate Shown) : IRow
{
    /// <summary>The client token of its caller, and what was asked under it.</summary>
    public string Token { get; init; } = "";

    public string Print { get; init; } = "";

    public bool IsMultiAccount => Shown.ExperimentOptions?.AccountTargeting == AccountTargeting.MultiAccount;

    public static RowForm<TemplateRow, string> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            Structure.Write(entry, 3, row.Shown);
            entry.Text(4, row.Token);
            entry.Text(5, row.Print);
        },
        static entry =>
        {
            var row = new TemplateRow("", "", new());
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Shown = Structure.Read<ExperimentTemplate>(entry) },
                    4 => row with { Token = entry.Text() },
                    5 => row with { Print = entry.Text() },
                    _ => row,
                };
            }

            return row;
        });
}
