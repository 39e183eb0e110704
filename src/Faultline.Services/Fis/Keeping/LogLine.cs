using Faultline.Store;

namespace Faultline.Services.Fis.Keeping;

/// <summary>A record of an experiment's log that is still to be delivered.</summary>
internal sealed record LogLine(DateTimeOffset At, string Text)
{
    public static void Write(EntryWriter entry, LogLine line)
    {
        entry.Time(1, line.At);
        entry.Text(2, line.Text);
    }

    public static LogLine Read(EntryReader entry)
    {
        var line = new LogLine(default, "");
        while (entry.Next(out var field))
        {
            line = field switch
            {
                1 => line with { At = entry.Time() },
                2 => line with { Text = entry.Text() },
                _ => line,
            };
        }

        return line;
    }
}
