using Faultline.Store;

namespace Faultline.Services.CloudFormation.Keeping;

/// <summary>A signal that came for a resource, or at the URL of a wait condition handle.</summary>
/// <param name="Owner">The id of the resource's row, or of the handle.</param>
/// <param name="UniqueId">Who it comes from: one that comes again under the same id counts once.</param>
internal sealed record Signal(string Id, string Account, string Owner, string UniqueId) : IRow
{
    public bool IsSuccess { get; init; }

    public required DateTimeOffset At { get; init; }

    public string? Reason { get; init; }

    public string? Data { get; init; }

    public static RowForm<Signal, string> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Text(2, row.Account);
            entry.Text(3, row.Owner);
            entry.Text(4, row.UniqueId);
            entry.Flag(5, row.IsSuccess);
            entry.Time(6, row.At);
            entry.Text(7, row.Reason);
            entry.Text(8, row.Data);
        },
        static entry =>
        {
            var row = new Signal("", "", "", "") { At = default };
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Account = entry.Text() },
                    3 => row with { Owner = entry.Text() },
                    4 => row with { UniqueId = entry.Text() },
                    5 => row with { IsSuccess = entry.Flag() },
                    6 => row with { At = entry.Time() },
                    7 => row with { Reason = entry.Text() },
                    8 => row with { Data = entry.Text() },
                    _ => row,
                };
            }

            return row;
        });

    public static string IdOf(string owner, string uniqueId) => $"{owner} {uniqueId}";
}
