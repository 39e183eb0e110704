using System.Text.Json;
using Faultline.Drills.Running;

namespace Faultline.Commands.Drills;

/// <summary>
/// The trail of a drill in a file of its server's state folder, with the process that plays it: whoever finds a file
/// whose process is gone knows what to remove.
/// </summary>
internal sealed class JournalFile : IDrillJournal
{
    private const string FolderName = "drills";

    private readonly string path;
    private readonly string drill;
    private readonly string account;

    private JournalFile(string path, string drill, string account) =>
        (this.path, this.drill, this.account) = (path, drill, account);

    /// <summary>A journal beside those of others; null where the folder is not of this machine.</summary>
    public static JournalFile? In(string state, string drill, string account) =>
        Directory.Exists(state)
            ? new(Path.Combine(state, FolderName, $"{Environment.ProcessId}.json"), drill, account)
            : null;

    /// <summary>What drills of this server have written down, and whether they still run.</summary>
    public static IReadOnlyList<JournalEntry> Find(string state)
    {
        var folder = Path.Combine(state, FolderName);
        return Directory.Exists(folder)
            ? [.. Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(Read)
                .OfType<JournalEntry>()]
            : [];
    }

    public void Note(IReadOnlyList<TrailEntry> trail)
    {
        if (trail.Count == 0)
        {
            File.Delete(path);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var beside = path + ".new";
        using (var stream = File.Create(beside))
        {
            using var json = new Utf8JsonWriter(stream);
            json.WriteStartObject();
            json.WriteNumber("pid", Environment.ProcessId);
            json.WriteNumber("startTicks", ServerFile.Ticks(Environment.ProcessId) ?? 0);
            json.WriteString("drill", drill);
            json.WriteString("account", account);
            json.WriteStartArray("made");
            foreach (var entry in trail)
            {
                json.WriteStartObject();
                json.WriteString("kind", entry.Kind.ToString().ToLowerInvariant());
                json.WriteString("region", entry.Region);
                json.WriteString("id", entry.Id);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        File.Move(beside, path, overwrite: true);
    }

    private static JournalEntry? Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = json.RootElement;
            var runs = ServerFile.Ticks(root.GetProperty("pid").GetInt32())
                == root.GetProperty("startTicks").GetInt64();
            return new(path, root.GetProperty("drill").GetString()!, root.GetProperty("account").GetString()!, runs)
            {
                Made = [.. root.GetProperty("made").EnumerateArray().Select(each => new TrailEntry(
                    Enum.Parse<TrailKind>(each.GetProperty("kind").GetString()!, ignoreCase: true),
                    each.GetProperty("region").GetString()!,
                    each.GetProperty("id").GetString()!))],
            };
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException
            or KeyNotFoundException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }
}

/// <summary>What a drill wrote down.</summary>
internal sealed record JournalEntry(string Path, string Drill, string Account, bool Runs)
{
    public IReadOnlyList<TrailEntry> Made { get; init; } = [];
}
