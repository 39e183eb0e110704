using System.Globalization;
using System.Text.Json.Serialization;

namespace Faultline.Engines.Postgres.Archives;

/// <summary>
/// What is in a backup besides the data: it travels with them. The password is that of the superuser as the data have
/// it, and of no use but with them.
/// </summary>
internal sealed record BackupNote(
    int Major, string Admin, DateTimeOffset Began, DateTimeOffset Consistent, int Timeline, long BeginsAt)
{
    public const string FileName = "backup.json";
    public const string DataName = "data";

    /// <summary>The archive that its server wrote to.</summary>
    public string? Archive { get; init; }

    /// <summary>Where a backup begins in the log, and in which history, as its label says.</summary>
    public static (int Timeline, long BeginsAt) ReadLabel(IEnumerable<string> lines)
    {
        var (timeline, begins) = (1, 0L);
        foreach (var line in lines)
        {
            if (line.Split(": ", 2) is not [var name, var value])
            {
                continue;
            }

            if (name == "START WAL LOCATION" && History.Place(value.Split(' ')[0]) is { } place)
            {
                begins = place;
            }
            else if (name == "START TIMELINE")
            {
                timeline = int.Parse(value, CultureInfo.InvariantCulture);
            }
        }

        return (timeline, begins);
    }
}

[JsonSerializable(typeof(BackupNote))]
internal sealed partial class BackupNoteJson : JsonSerializerContext;
