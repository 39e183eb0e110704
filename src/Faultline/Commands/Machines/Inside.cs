using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Faultline.Commands.Machines;

/// <summary>
/// Runs a program inside an instance. It has the instance's environment and nothing of ours, and the mark by which the
/// server takes it for a part of the instance: what ends the instance ends it too.
/// </summary>
internal static class Inside
{
    /// <summary>With what a shell exits when there is no such program.</summary>
    private const int NotFound = 127;

    public static async Task<int> Run(JsonElement instance, string[] command, CancellationToken ct)
    {
        var start = new ProcessStartInfo(command[0]) { WorkingDirectory = instance.Text("folder") };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        var terminal = Environment.GetEnvironmentVariable("TERM");
        start.Environment.Clear();
        foreach (var variable in instance.GetProperty("environment").EnumerateObject())
        {
            start.Environment[variable.Name] = variable.Value.GetString();
        }

        start.Environment["TERM"] = terminal ?? "dumb";

        // The keys for it are meant for the program inside, which hears of them from the terminal as we do.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal => signal.Cancel = true);
        try
        {
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync(ct);
            return process.ExitCode;
        }
        catch (Win32Exception refused)
        {
            throw new Refused(NotFound, $"{command[0]} cannot be run in {instance.Text("id")}: {refused.Message}.");
        }
    }
}
