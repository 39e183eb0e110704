using System.CommandLine;

namespace Faultline.Commands;

/// <summary>Says what this machine can and cannot do for Faultline, and how to mend what is missing.</summary>
internal sealed class Doctor : Command
{
    private readonly Option<string> state = Choices.State();
    private readonly Option<bool> json = Choices.Json();

    public Doctor() : base("doctor", "Say what this machine can and cannot do, and how to mend it.")
    {
        Options.Add(state);
        Options.Add(json);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var findings = Examination.Of(parsed.Folder(state)).ToArray();
        if (parsed.GetValue(json))
        {
            Print.Json(members =>
            {
                members.WriteStartArray("findings");
                foreach (var finding in findings)
                {
                    members.WriteStartObject();
                    members.WriteString("subject", finding.Subject);
                    members.WriteString("verdict", finding.Verdict.ToString().ToLowerInvariant());
                    members.WriteString("says", finding.Says);
                    members.WriteString("mend", finding.Mend);
                    members.WriteEndObject();
                }

                members.WriteEndArray();
            });
        }
        else
        {
            foreach (var finding in findings)
            {
                Console.WriteLine($"{Mark(finding.Verdict)} {finding.Subject,-22} {finding.Says}");
                if (finding.Mend is { } mend)
                {
                    Console.WriteLine($"{new string(' ', 28)} {mend}");
                }
            }
        }

        return findings.Any(finding => finding.Verdict == Verdict.Broken) ? CommandLine.Failed : 0;
    }

    private static string Mark(Verdict verdict) => verdict switch
    {
        Verdict.Good => "ok     ",
        Verdict.Less => "without",
        _ => "BROKEN ",
    };
}

internal enum Verdict
{
    Good,

    /// <summary>The server runs, but something that it could do, it cannot do here.</summary>
    Less,

    /// <summary>The server cannot run like this.</summary>
    Broken,
}

/// <summary>What was found about one subject, and how to change it.</summary>
internal sealed record Finding(string Subject, Verdict Verdict, string Says, string? Mend = null);
