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
    public static async Task<int> Run(JsonElement instance, string[] command, CancellationToken ct)
    {
        // A shell of the instance looks for the program: in our own path there may be another one of that name, and
        // `reboot` of an instance is not to reboot the machine.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "exec \"$@\"", "sh", .. command])
        {
            WorkingDirectory = instance.Text("folder"),
        };

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
            throw new Refused(CommandLine.Failed, $"nothing can be run in {instance.Text("id")}: {refused.Message}.");
        }
    }
}
