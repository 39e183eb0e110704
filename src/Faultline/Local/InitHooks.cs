using System.ComponentModel;
using System.Diagnostics;

namespace Faultline.Local;

internal enum Stage
{
    Boot,
    Start,
    Ready,
    Shutdown,
}

internal enum ScriptState
{
    Unknown,
    Running,
    Successful,
    Error,
}

/// <summary>One script of a stage, and how it went.</summary>
internal sealed record Script(Stage Stage, string Path, ScriptState State)
{
    public string Name => System.IO.Path.GetFileName(Path);
}

/// <summary>
/// Scripts that are run as the server comes up and goes down, from the folders <c>boot.d</c>, <c>start.d</c>,
/// <c>ready.d</c> and <c>shutdown.d</c>. One that fails is logged and stops nothing.
/// </summary>
/// <param name="session">What no other server's scripts are called by.</param>
internal sealed class InitHooks(Settings settings, string session, Log log)
{
    /// <summary>How long the last words of a script that was stopped are waited for.</summary>
    private static readonly TimeSpan LastWordsMax = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly List<Script> scripts = Find(settings.Init, log);
    private readonly HashSet<Stage> completed = [];

    public IReadOnlyList<Script> Scripts
    {
        get
        {
            lock (gate)
            {
                return [.. scripts];
            }
        }
    }

    public bool Completed(Stage stage)
    {
        lock (gate)
        {
            return completed.Contains(stage);
        }
    }

    /// <summary>
    /// Runs a stage's scripts one after another, in the order of their paths. False where that was cut off: the script
    /// that ran then has ended with all that it had started, and those after it are not run.
    /// </summary>
    public async Task<bool> Run(Stage stage, CancellationToken ct)
    {
        for (var i = 0; i < scripts.Count && !ct.IsCancellationRequested; i++)
        {
            if (scripts[i].Stage == stage)
            {
                Mark(i, ScriptState.Running);
                var isDone = await Run(scripts[i], new($"{session}/{i}"), ct);
                Mark(i, isDone ? ScriptState.Successful : ScriptState.Error);
            }
        }

        if (ct.IsCancellationRequested)
        {
            return false;
        }

        lock (gate)
        {
            completed.Add(stage);
        }

        return true;
    }

    private static List<Script> Find(string folder, Log log)
    {
        try
        {
            return Directory.Exists(folder) ? Find(folder) : [];
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            log.Error("The init scripts cannot be read, and are not run.", ("why", refused.Message));
            return [];
        }
    }

    private static List<Script> Find(string folder)
    {
        var found = new List<Script>();
        foreach (var stage in Enum.GetValues<Stage>())
        {
            var own = Path.Combine(folder, stage.ToString().ToLowerInvariant() + ".d");
            if (Directory.Exists(own))
            {
                found.AddRange(Directory.GetFiles(own, "*", SearchOption.AllDirectories)
                    .Where(path => Path.GetExtension(path) is ".sh" or ".py")
                    .Order(StringComparer.Ordinal)
                    .Select(path => new Script(stage, path, ScriptState.Unknown)));
            }
        }

        return found;
    }

    private void Mark(int index, ScriptState state)
    {
        lock (gate)
        {
            scripts[index] = scripts[index] with { State = state };
        }
    }

    private async Task<bool> Run(Script script, ScriptTree tree, CancellationToken ct)
    {
        log.Info("An init script runs.", ("stage", script.Stage), ("script", script.Path));
        try
        {
            using var process = Process.Start(tree.Of(Command(script.Path)))!;
            process.StandardInput.Close();
            var told = Task.WhenAll(
                Tell(script, process.StandardOutput, LogLevel.Info),
                Tell(script, process.StandardError, LogLevel.Warn));
            try
            {
                await process.WaitForExitAsync(ct);
                await told.WaitAsync(ct);
            }
            catch (OperationCanceledException)
            {
                await tree.End(process);
                await Task.WhenAny(told, Task.Delay(LastWordsMax, Edge.Clock, CancellationToken.None));
                log.Error("An init script was stopped.", ("script", script.Path));
                return false;
            }

            if (process.ExitCode == 0)
            {
                return true;
            }

            log.Error("An init script failed.", ("script", script.Path), ("exit", process.ExitCode));
        }
        catch (Exception refused) when (refused is Win32Exception or IOException or UnauthorizedAccessException)
        {
            log.Error("An init script cannot be run.", ("script", script.Path), ("why", refused.Message));
        }

        return false;
    }

    /// <summary>A script that may not be executed is read by sh or by python3.</summary>
    private ProcessStartInfo Command(string path)
    {
        const UnixFileMode Executable =
            UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        var direct = (File.GetUnixFileMode(path) & Executable) != 0;
        var command = new ProcessStartInfo(direct ? path : Path.GetExtension(path) == ".py" ? "python3" : "/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (!direct)
        {
            command.ArgumentList.Add(path);
        }

        var environment = command.Environment;
        environment.Remove(Program.InlineCompletions);
        environment["AWS_ENDPOINT_URL"] = settings.Endpoint;
        environment["LOCALSTACK_HOST"] = new Uri(settings.Endpoint).Authority;
        environment.TryAdd("AWS_ACCESS_KEY_ID", "test");
        environment.TryAdd("AWS_SECRET_ACCESS_KEY", "test");
        environment.TryAdd("AWS_DEFAULT_REGION", "us-east-1");
        environment.TryAdd("AWS_REGION", environment["AWS_DEFAULT_REGION"]);
        return command;
    }

    private async Task Tell(Script script, StreamReader lines, LogLevel level)
    {
        while (await lines.ReadLineAsync(CancellationToken.None) is { } line)
        {
            log.Write(level, line, ("script", script.Name));
        }
    }
}
