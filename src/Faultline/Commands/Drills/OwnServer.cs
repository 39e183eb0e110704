using System.Diagnostics;

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
        var folder = Directory.CreateTempSubdirectory(Prefix).FullName;
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

                if (ServerFile.Find(folder) is { } file)
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
