using Faultline.Store;

namespace Faultline.Services.Fis.Keeping;

/// <summary>What comes of an experiment that does not run to its end: the first thing that stood in its way.</summary>
/// <param name="Status">As in <c>stopped</c>.</param>
internal sealed record Verdict(string Status, string Reason)
{
    /// <summary>What kind of failure it is ("Troubleshooting AWS FIS", user guide); null where it is none.</summary>
    public string? Code { get; init; }

    /// <summary>The part of the template that it is about.</summary>
    public string? Location { get; init; }

    public static void Write(EntryWriter entry, Verdict verdict)
    {
        entry.Text(1, verdict.Status);
        entry.Text(2, verdict.Reason);
        entry.Text(3, verdict.Code);
        entry.Text(4, verdict.Location);
    }

    public static Verdict Read(EntryReader entry)
    {
        var verdict = new Verdict("", "");
        while (entry.Next(out var field))
        {
            verdict = field switch
            {
                1 => verdict with { Status = entry.Text() },
                2 => verdict with { Reason = entry.Text() },
                3 => verdict with { Code = entry.Text() },
                4 => verdict with { Location = entry.Text() },
                _ => verdict,
            };
        }

        return verdict;
    }
}
