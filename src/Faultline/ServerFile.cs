using System.Globalization;
using System.Text.Json;

namespace Faultline;

/// <summary>
/// The file in the state folder by which other commands find the server, from when it holds the folder until it lets go
/// of it. A process id alone may have passed on to another program, so the hour at which the process began stands
/// beside it.
/// </summary>
internal sealed record ServerFile(int Pid, long StartTicks, int Port, string Endpoint)
{
    private const string Name = "server.json";

    /// <summary>False while it reads its state and runs the scripts of its start.</summary>
    public bool IsReady { get; init; } = true;

    public static ServerFile OfThisProcess(Settings settings) => new(
        Environment.ProcessId, Ticks(Environment.ProcessId) ?? 0, settings.Port, settings.Endpoint);

    /// <summary>The server that runs over the folder; null when none does.</summary>
    public static ServerFile? Find(string folder)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, Name)));
            var root = json.RootElement;
            var file = new ServerFile(
                root.GetProperty("pid").GetInt32(),
                root.GetProperty("startTicks").GetInt64(),
                root.GetProperty("port").GetInt32(),
                root.GetProperty("endpoint").GetString()!)
            {
                IsReady = root.GetProperty("ready").GetBoolean(),
            };
            return file.Runs ? file : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or JsonException
            or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>The process is there, and still the one that wrote the file.</summary>
    public bool Runs => Ticks(Pid) == StartTicks;

    public void Write(string folder)
    {
        var path = Path.Combine(folder, Name);
        var beside = path + ".new";
        try
        {
            Write(beside, this);
            File.Move(beside, path, overwrite: true);
        }
        catch
        {
            File.Delete(beside); // The disk is full, and the start is refused: nothing of it stays.
            throw;
        }
    }

    public static void Delete(string folder) => File.Delete(Path.Combine(folder, Name));

    private static void Write(string path, ServerFile file)
    {
        using var stream = File.Create(path);
        using var json = new Utf8JsonWriter(stream);
        json.WriteStartObject();
        json.WriteNumber("pid", file.Pid);
        json.WriteNumber("startTicks", file.StartTicks);
        json.WriteNumber("port", file.Port);
        json.WriteString("endpoint", file.Endpoint);
        json.WriteBoolean("ready", file.IsReady);
        json.WriteEndObject();
    }

    /// <summary>
    /// When a process began, in the kernel's own count; null when it is gone or only waits to be buried.
    /// </summary>
    internal static long? Ticks(int pid)
    {
        const int StateField = 0;
        const int StartField = 19;
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            // The name before may hold anything, even spaces and parentheses.
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return fields[StateField] is "Z" or "X"
                ? null
                : long.Parse(fields[StartField], CultureInfo.InvariantCulture);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
