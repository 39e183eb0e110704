using System.Diagnostics;
using System.Globalization;

namespace Faultline.Bench;

/// <summary>A server under test: a process of its own on a port of its own, gone when disposed.</summary>
internal sealed class Served : IAsyncDisposable
{
    private readonly Process process;
    private readonly string? folder;

    private Served(Process process, int port, string? folder) =>
        (this.process, Port, this.folder) = (process, port, folder);

    public int Port { get; }

    /// <summary>What of its memory is resident, in MiB.</summary>
    public double ResidentMiB => File.ReadLines($"/proc/{process.Id}/status")
        .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])
        .Select(kibibytes => double.Parse(kibibytes, CultureInfo.InvariantCulture) / 1024)
        .Single();

    public static Task<Served> Limit(int port) =>
        Start(port, null, Environment.ProcessPath!, "limit", $"{port}");

    public static Task<Served> Faultline(string binary, int port, string durability, string? state = null)
    {
        var folder = state ?? Path.Combine(Path.GetTempPath(), $"faultline-bench-{port}");
        if (state is null && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return Start(port, state is null ? folder : null,
            binary, "up", "--port", $"{port}", "--state", folder, "--durability", durability);
    }

    /// <summary>Starts a process and waits until its port answers; the caller's clock runs meanwhile.</summary>
    public static async Task<Served> Start(int port, string? folder, string file, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        var lastWords = "";
        process.ErrorDataReceived += (_, line) => lastWords = line.Data ?? lastWords;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var served = new Served(process, port, folder);
        for (var tries = 0; tries < 60_000 && !process.HasExited; tries++)
        {
            try
            {
                using var line = await Line.Open(port);
                return served;
            }
            catch (System.Net.Sockets.SocketException)
            {
                await Task.Delay(1);
            }
        }

        await served.DisposeAsync();
        throw new InvalidOperationException($"{file} {string.Join(' ', arguments)} did not come up. {lastWords}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", $"-TERM {process.Id}");
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
        if (folder is not null && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
