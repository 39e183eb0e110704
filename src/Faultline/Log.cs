using System.Text;
using System.Text.Json;

namespace Faultline;

internal enum LogLevel
{
    Debug,
    Info,
    Warn,
    Error,
}

internal enum LogFormat
{
    Text,
    Json,
}

/// <summary>
/// Lines for whoever runs the server: an hour, a level, a sentence, and facts as name and value. Written at once and to
/// standard error, so that standard output carries only what was asked for.
/// </summary>
internal sealed class Log(LogLevel level, LogFormat format, TimeProvider clock, Stream to)
{
    private readonly Lock gate = new();

    public bool IsDebug => level == LogLevel.Debug;

    public bool Writes(LogLevel at) => at >= level;

    public void Debug(string sentence, params ReadOnlySpan<(string Name, object? Value)> facts) =>
        Write(LogLevel.Debug, sentence, facts);

    public void Info(string sentence, params ReadOnlySpan<(string Name, object? Value)> facts) =>
        Write(LogLevel.Info, sentence, facts);

    public void Warn(string sentence, params ReadOnlySpan<(string Name, object? Value)> facts) =>
        Write(LogLevel.Warn, sentence, facts);

    public void Error(string sentence, params ReadOnlySpan<(string Name, object? Value)> facts) =>
        Write(LogLevel.Error, sentence, facts);

    public void Write(LogLevel at, string sentence, params ReadOnlySpan<(string Name, object? Value)> facts)
    {
        if (!Writes(at))
        {
            return;
        }

        var line = format == LogFormat.Json ? Json(at, sentence, facts) : Text(at, sentence, facts);
        lock (gate)
        {
            try
            {
                to.Write(line);
                to.Flush();
            }
            catch (IOException)
            {
                // Nobody reads any more, or the disk under the log is full; the server goes on without its log.
            }
        }
    }

    private byte[] Text(LogLevel at, string sentence, ReadOnlySpan<(string Name, object? Value)> facts)
    {
        var line = new StringBuilder();
        line.Append(clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ")).Append(' ');
        line.Append(Name(at).PadRight(5)).Append(' ').Append(OneLine(sentence));
        foreach (var (name, value) in facts)
        {
            line.Append(' ').Append(name).Append('=');
            Append(line, value);
        }

        return Encoding.UTF8.GetBytes(line.Append('\n').ToString());
    }

    // Output of scripts and what Kestrel quotes of a request may hold anything, as orders to a terminal.
    private static string OneLine(string sentence) => sentence.Any(char.IsControl)
        ? string.Concat(sentence.Select(sign => char.IsControl(sign) ? ' ' : sign))
        : sentence;

    // What came from outside must not be able to begin a line of its own.
    private static void Append(StringBuilder line, object? value)
    {
        var text = value?.ToString() ?? "-";
        var plain = text.Length > 0 && !text.Any(sign => sign is ' ' or '"' or '=' || char.IsControl(sign));
        line.Append(plain ? text : JsonSerializer.Serialize(text, LogJson.Default.String));
    }

    private byte[] Json(LogLevel at, string sentence, ReadOnlySpan<(string Name, object? Value)> facts)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("time", clock.GetUtcNow());
            json.WriteString("level", Name(at));
            json.WriteString("message", sentence);
            foreach (var (name, value) in facts)
            {
                Write(json, name, value);
            }

            json.WriteEndObject();
        }

        bytes.WriteByte((byte)'\n');
        return bytes.ToArray();
    }

    private static void Write(Utf8JsonWriter json, string name, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNull(name);
                break;
            case int number:
                json.WriteNumber(name, number);
                break;
            case long number:
                json.WriteNumber(name, number);
                break;
            case double number:
                json.WriteNumber(name, number);
                break;
            default:
                json.WriteString(name, value.ToString());
                break;
        }
    }

    private static string Name(LogLevel at) => at switch
    {
        LogLevel.Debug => "debug",
        LogLevel.Info => "info",
        LogLevel.Warn => "warn",
        _ => "error",
    };
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class LogJson : System.Text.Json.Serialization.JsonSerializerContext;
