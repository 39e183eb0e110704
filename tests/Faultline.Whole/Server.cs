using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Faultline.Engines.Postgres;
using Faultline.Engines.Postgres.Programs;
using Faultline.Whole.Instances;

namespace Faultline.Whole;

/// <summary>The binary as a user starts it: on a free port, over a state folder that outlives its processes.</summary>
internal sealed class Server : IAsyncDisposable
{
    private readonly StringBuilder log = new();
    private readonly string[] more;
    private Process? process;

    private readonly bool ownsState;

    public Server(params string[] more) : this(null, more)
    {
    }

    private Server(string? state, string[] more)
    {
        this.more = more;
        Port = FreePort();
        ownsState = state is null;
        State = state ?? Directory.CreateTempSubdirectory("faultline-whole-").FullName;
    }

    /// <summary>A server over a folder that is somebody else's to make and to delete.</summary>
    public static Server Over(string state, params string[] more) => new(state, more);

    public int Port { get; }

    public string State { get; }

    public int Pid => process?.Id ?? throw new InvalidOperationException("The server is not running.");

    public string Url => $"http://127.0.0.1:{Port}";

    /// <summary>What a client's environment holds to reach this server.</summary>
    public IReadOnlyDictionary<string, string> Environment => new Dictionary<string, string>
    {
        ["AWS_ENDPOINT_URL"] = Url,
        ["AWS_ACCESS_KEY_ID"] = "test",
        ["AWS_SECRET_ACCESS_KEY"] = "test",
        ["AWS_DEFAULT_REGION"] = "us-east-1",
        ["AWS_REGION"] = "us-east-1",
        ["AWS_PAGER"] = "",
        ["AWS_CONFIG_FILE"] = "/dev/null",
        ["AWS_SHARED_CREDENTIALS_FILE"] = "/dev/null",
    };

    public static async Task<Server> Start(params string[] more)
    {
        var server = new Server(more);
        try
        {
            await server.Start();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server and waits for its line <c>Ready.</c></summary>
    public async Task Start()
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process = new()
        {
            StartInfo = new(Repository.Faultline, ["up", "--port", $"{Port}", "--state", State, .. more])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                RedirectStandardInput = true,
            },
            EnableRaisingEvents = true,
        };
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"The server ended.\n{Log}"));
        process.OutputDataReceived += (_, line) =>
        {
            Note(line.Data);
            if (line.Data == "Ready.")
            {
                ready.TrySetResult();
            }
        };
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await ready.Task.WaitAsync(TimeSpan.FromMinutes(1));
    }

    /// <summary>What power loss does to a process: no warning, no last words.</summary>
    public async Task Kill()
    {
        process!.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Asks the server to end, and gives its exit code.</summary>
    public async Task<int> Stop()
    {
        (await Tool.Run("kill", ["-TERM", $"{Pid}"])).MustSucceed();
        await process!.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(1));
        return process.ExitCode;
    }

    public string Log
    {
        get
        {
            lock (log)
            {
                return log.ToString();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is { HasExited: false })
        {
            await Kill();
        }

        process?.Dispose();
        Trees.End(State); // Instances outlive a server that is killed.
        if (ownsState)
        {
            ForgetDatabases();
            Directory.Delete(State, recursive: true);
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>What databases keep elsewhere, because their user cannot pass through a folder of ours.</summary>
    private void ForgetDatabases()
    {
        var machines = Path.Combine(State, "machines");
        foreach (var region in Directory.Exists(machines) ? Directory.GetDirectories(machines) : [])
        {
            var databases = Path.Combine(region, "databases");
            var elsewhere = Ground.Other(databases, new PostgresOptions(databases).Elsewhere);
            if (Directory.Exists(elsewhere))
            {
                Directory.Delete(elsewhere, recursive: true);
            }
        }
    }

    private void Note(string? line)
    {
        lock (log)
        {
            log.AppendLine(line);
        }
    }
}
