using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Faultline.Commands;

/// <summary>Starts a server that outlives the command, and waits until it is ready or has failed.</summary>
internal static class Detached
{
    private const string LogName = "server.log";

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5);

    public static async Task<int> Start(Settings settings, bool json, CancellationToken ct)
    {
        if (ServerFile.Find(settings.State) is { } other)
        {
            throw new Refused(
                CommandLine.Failed,
                $"a server runs over {settings.State} already: process {other.Pid} at {other.Endpoint}.");
        }

        PortHolder.CheckFree(settings);
        var isNew = !Directory.Exists(settings.State);
        var log = Path.Combine(settings.State, LogName);
        var begin = Prepare(log);
        using var child = Process.Start(Command(log))!;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Posix.Terminate(child.Id));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Posix.Terminate(child.Id));
        while (true)
        {
            if (child.HasExited)
            {
                return Ended(child.ExitCode, log, begin, isNew);
            }

            if (ServerFile.Find(settings.State) is { IsReady: true } file && file.Pid == child.Id)
            {
                Up.Announce(settings, file, json);
                return 0;
            }

            await Task.Delay(LookAgain, Edge.Clock, ct);
        }
    }

    /// <summary>It has said why in its log. That of one that was stopped stays, for what its scripts said.</summary>
    private static int Ended(int exitCode, string log, long begin, bool isNew)
    {
        if (exitCode == 0)
        {
            throw new Refused(CommandLine.Failed, $"the server was stopped before it was ready; its log is {log}.");
        }

        var why = Since(log, begin);
        Forget(log, begin, isNew);
        Console.Error.Write(why.Length > 0
            ? why
            : $"faultline: the server ended with {exitCode}, and {log} does not say why: the disk may be full.\n");
        return exitCode;
    }

    private static long Prepare(string log)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(log)!);
            using var file = File.Open(log, FileMode.Append);
            return file.Length;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw new Refused(
                CommandLine.Failed,
                $"the state folder cannot be written: {refused.Message} Choose another with --state.");
        }
    }

    /// <summary>A start that was refused, and has said why, leaves the folder as it was.</summary>
    private static void Forget(string log, long begin, bool isNew)
    {
        if (begin > 0)
        {
            using var file = File.OpenWrite(log);
            file.SetLength(begin);
            return;
        }

        File.Delete(log);
        var folder = Path.GetDirectoryName(log)!;
        if (isNew && !Directory.EnumerateFileSystemEntries(folder).Any())
        {
            Directory.Delete(folder);
        }
    }

    /// <summary>
    /// The same command again, in the foreground of a session of its own. A shell puts the log in the place of its
    /// output, so that whoever waits for ours to end does not wait for the server.
    /// </summary>
    private static ProcessStartInfo Command(string log)
    {
        var command = new ProcessStartInfo("/bin/sh");
        command.ArgumentList.Add("-c");
        command.ArgumentList.Add("log=$1; shift; exec \"$@\" < /dev/null >> \"$log\" 2>&1");
        command.ArgumentList.Add("sh");
        command.ArgumentList.Add(log);
        command.ArgumentList.Add(Environment.ProcessPath!);
        var arguments = Environment.GetCommandLineArgs()[1..];
        foreach (var argument in arguments)
        {
            if (!argument.StartsWith("--detach", StringComparison.Ordinal))
            {
                command.ArgumentList.Add(argument);
            }
        }

        command.ArgumentList.Add("--detached");
        command.Environment.Remove(Program.InlineCompletions);
        return command;
    }

    private static string Since(string log, long begin)
    {
        using var file = File.OpenRead(log);
        file.Position = Math.Min(begin, file.Length);
        using var text = new StreamReader(file);
        return text.ReadToEnd();
    }
}
