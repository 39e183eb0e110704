using Faultline.Api.Rds;
using Faultline.Store;

namespace Faultline.Services.Rds.Keeping;

/// <summary>What the engine wrote down of a cluster, whose name is the id. It is no account's.</summary>
internal sealed record ClusterRecordRow(string Id, byte[] Record) : IRow
{
    public string Account => "";

    public static RowForm<ClusterRecordRow, Tag> Form { get; } = new(
        static (entry, row) =>
        {
            entry.Text(1, row.Id);
            entry.Bytes(2, row.Record);
        },
        static entry =>
        {
            var row = new ClusterRecordRow("", []);
            while (entry.Next(out var field))
            {
                row = field switch
                {
                    1 => row with { Id = entry.Text() },
                    2 => row with { Record = entry.Bytes().ToArray() },
                    _ => row,
                };
            }

            return row;
        });
}
