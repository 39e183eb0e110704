using System.Diagnostics;
using System.Globalization;

namespace Faultline.Bench;

/// <summary>A server under test: a process of its own on a port of its own, gone when disposed.</summary>
internal sealed class Served : IAsyncDisposable
{
    private const string Live = "live";

    private readonly Process process;
    private readonly string? folder;
    private TaskCompletionSource<string>? heard;

    private Served(Process process, int port, string? folder) =>
        (this.process, Port, this.folder) = (process, port, folder);

    public int Port { get; }

    /// <summary>What of its memory is resident, in MiB.</summary>
    public double ResidentMiB => File.ReadLines($"/proc/{process.Id}/status")
        .Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1])
        .Select(kibibytes => double.Parse(kibibytes, CultureInfo.InvariantCulture) / 1024)
        .Single();

    /// <summary>What of its managed memory somebody still uses, in MiB. Only a process that carries says so.</summary>
    public async Task<double> LiveMiB()
    {
        heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await process.StandardInput.WriteLineAsync(Live);
        var answer = await heard.Task.WaitAsync(TimeSpan.FromMinutes(1));
        return double.Parse(answer[Live.Length..], CultureInfo.InvariantCulture) / (1 << 20);
    }

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
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1";
        var process = Process.Start(start)!;
        var lastWords = "";
        process.ErrorDataReceived += (_, line) => lastWords = line.Data ?? lastWords;
        var served = new Served(process, port, folder);
        process.OutputDataReceived += (_, line) => served.Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
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

    private void Hear(string? line)
    {
        if (line?.StartsWith(Live, StringComparison.Ordinal) == true)
        {
            heard?.TrySetResult(line);
        }
    }
}
