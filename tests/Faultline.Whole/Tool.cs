using System.Diagnostics;
using System.Text;

namespace Faultline.Whole;

/// <summary>What a program printed, and how it ended.</summary>
internal sealed record Ended(int Code, string Output, string Errors)
{
    public Ended MustSucceed()
    {
        Assert.True(Code == 0, $"Ended with {Code}.\n{Output}\n{Errors}");
        return this;
    }
}

/// <summary>Runs a program to its end, as a user would, with a limit that only a hang reaches.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    public static async Task<Ended> Run(
        string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = Repository.Clients,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = new StringBuilder();
        var errors = new StringBuilder();
        process.OutputDataReceived += (_, line) => Note(output, line.Data);
        process.ErrorDataReceived += (_, line) => Note(errors, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{file} hangs.\n{output}\n{errors}");
        }

        lock (output)
        {
            lock (errors)
            {
                return new(process.ExitCode, output.ToString(), errors.ToString());
            }
        }
    }

    /// <summary>The program's path, or null where it is not installed.</summary>
    public static string? Find(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);

    /// <summary>Says which of the programs is not installed; null where all are.</summary>
    public static string? Lacking(IEnumerable<string> programs) =>
        programs.FirstOrDefault(program => Find(program) is null) is { } missing
            ? $"{missing} is not installed here."
            : null;

    private static void Note(StringBuilder into, string? line)
    {
        if (line is not null)
        {
            lock (into)
            {
                into.AppendLine(line);
            }
        }
    }
}
