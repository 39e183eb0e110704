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
internal sealed class InitHooks(string folder, Settings settings, Log log)
{
    private readonly Lock gate = new();
    private readonly List<Script> scripts = Find(folder);
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

    /// <summary>Runs a stage's scripts one after another, in the order of their paths.</summary>
    public async Task Run(Stage stage, CancellationToken ct)
    {
        for (var i = 0; i < scripts.Count; i++)
        {
            if (scripts[i].Stage == stage)
            {
                Mark(i, ScriptState.Running);
                Mark(i, await Run(scripts[i], ct) ? ScriptState.Successful : ScriptState.Error);
            }
        }

        lock (gate)
        {
            completed.Add(stage);
        }
    }

    private static List<Script> Find(string folder)
    {
        var found = new List<Script>();
        if (!Directory.Exists(folder))
        {
            return found;
        }

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

    private async Task<bool> Run(Script script, CancellationToken ct)
    {
        log.Info("An init script runs.", ("stage", script.Stage), ("script", script.Path));
        try
        {
            using var process = Process.Start(Command(script.Path))!;
            process.StandardInput.Close();
            try
            {
                await Task.WhenAll(
                    Tell(script, process.StandardOutput, LogLevel.Info, ct),
                    Tell(script, process.StandardError, LogLevel.Warn, ct),
                    process.WaitForExitAsync(ct));
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                log.Error("An init script was stopped.", ("script", script.Path));
                return false;
            }

            if (process.ExitCode == 0)
            {
                return true;
            }

            log.Error("An init script failed.", ("script", script.Path), ("exit", process.ExitCode));
        }
        catch (Exception refused) when (refused is Win32Exception or IOException)
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

    private async Task Tell(Script script, StreamReader lines, LogLevel level, CancellationToken ct)
    {
        while (await lines.ReadLineAsync(ct) is { } line)
        {
            log.Write(level, line, ("script", script.Name));
        }
    }
}
