using System.Diagnostics;
using System.Globalization;

namespace Faultline.Commands.Drills;

/// <summary>
/// A server for one drill, on a free port over a folder of its own. It ends with the drill however that ends, since it
/// listens to a pipe that only the drill holds open, and forgets everything.
/// </summary>
internal sealed class OwnServer : IAsyncDisposable
{
    private const string Prefix = "faultline-drill-";
    private const string LogName = "server.log";

    private static readonly TimeSpan StartMax = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopMax = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5);

    private readonly Process process;

    private OwnServer(Process process, string folder, string endpoint) =>
        (this.process, Folder, Endpoint) = (process, folder, endpoint);

    public string Folder { get; }

    public string Endpoint { get; }

    public static async Task<OwnServer> Start(IReadOnlyList<string> timing, CancellationToken ct)
    {
        await Forget(ct);
        var folder = Directory.CreateTempSubdirectory($"{Prefix}{Environment.ProcessId}-").FullName;
        return await Start(folder, timing, ct);
    }

    private static async Task<OwnServer> Start(string folder, IReadOnlyList<string> timing, CancellationToken ct)
    {
        var process = Process.Start(Command(folder, timing))!;
        try
        {
            using var limit = new CancellationTokenSource(StartMax, Edge.Clock);
            while (!limit.IsCancellationRequested)
            {
                if (process.HasExited)
                {
                    throw new Refused(
                        CommandLine.Failed, "no server for the drill could be started:",
                        File.ReadAllText(Path.Combine(folder, LogName)).ReplaceLineEndings(" "));
                }

                if (ServerFile.Find(folder) is { IsReady: true } file)
                {
                    return new(process, folder, file.Endpoint);
                }

                await Task.Delay(LookAgain, Edge.Clock, ct);
            }

            throw new Refused(CommandLine.Failed, "the server for the drill does not get ready.");
        }
        catch
        {
            await new OwnServer(process, folder, "").DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Removes what is left of servers that were killed together with their drills: instances and databases outlive
    /// them. A server over the same folder finds those, and takes them with it when it ends.
    /// </summary>
    private static async Task Forget(CancellationToken ct)
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), $"{Prefix}*").Where(IsDead).ToList())
        {
            Console.Error.WriteLine($"faultline: a drill was killed with its server; {folder} is removed.");
            try
            {
                await using var again = await Start(folder, [], ct);
            }
            catch (Exception kept) when (kept is Refused or IOException or UnauthorizedAccessException)
            {
                // It is somebody else's, and in nobody's way.
            }
        }
    }

    /// <summary>A server that has not written down yet that it runs is known by the process of its drill.</summary>
    private static bool IsDead(string folder) =>
        Path.GetFileName(folder)[Prefix.Length..].Split('-') is [var first, _]
        && int.TryParse(first, CultureInfo.InvariantCulture, out var drill)
        && ServerFile.Ticks(drill) is null
        && ServerFile.Find(folder) is null;

    /// <summary>It stops, ends all that runs in it, and removes its folder.</summary>
    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        using (var limit = new CancellationTokenSource(StopMax, Edge.Clock))
        {
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
            }
        }

        process.Dispose();
        if (Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    /// <summary>Its output goes into a log; its input is ours, and says by its end that we are gone.</summary>
    private static ProcessStartInfo Command(string folder, IReadOnlyList<string> timing)
    {
        var command = new ProcessStartInfo("/bin/sh") { RedirectStandardInput = true };
        foreach (var argument in (string[])
        [
            "-c", "log=$1; shift; exec \"$@\" >> \"$log\" 2>&1", "sh", Path.Combine(folder, LogName),
            Environment.ProcessPath!, "up", "--ephemeral", "--port", "0", "--bind", "127.0.0.1", "--state", folder,
            .. timing.SelectMany(each => (string[])["--timing", each]),
        ])
        {
            command.ArgumentList.Add(argument);
        }

        command.Environment.Remove(Program.InlineCompletions);
        return command;
    }
}
