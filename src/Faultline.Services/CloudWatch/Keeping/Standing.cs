using Faultline.Api.CloudWatch;
using Faultline.Store;

namespace Faultline.Services.CloudWatch.Keeping;

/// <summary>The state that an alarm is in, since when, and why.</summary>
internal sealed record Standing(string State, string Reason, string? Data, DateTimeOffset Since)
{
    public static Standing Initial(DateTimeOffset now) =>
        new(StateValue.InsufficientData, "Unchecked: Initial alarm creation", null, now);

    public static void Write(EntryWriter entry, Standing standing)
    {
        entry.Text(1, standing.State);
        entry.Text(2, standing.Reason);
        entry.Text(3, standing.Data);
        entry.Time(4, standing.Since);
    }

    public static Standing Read(EntryReader entry)
    {
        var standing = new Standing("", "", null, default);
        while (entry.Next(out var field))
        {
            standing = field switch
            {
                1 => standing with { State = entry.Text() },
                2 => standing with { Reason = entry.Text() },
                3 => standing with { Data = entry.Text() },
                4 => standing with { Since = entry.Time() },
                _ => standing,
            };
        }

        return standing;
    }
}
