using Faultline.Engines.Processes;

namespace Faultline.Engines.Postgres.Programs;

/// <summary>
/// Runs programs to their end, as process trees: one that is cancelled is killed, and one that a killed server of ours
/// left is found by the next.
/// </summary>
internal sealed class Tools(IProcesses processes, ServerUser? user, string folder)
{
    private const int OutputBytesMax = 64 << 10;

    /// <summary>
    /// Runs a program as the servers' user, and gives what it wrote. Throws <see cref="PostgresFailed"/> where it ends
    /// with anything but 0.
    /// </summary>
    public async ValueTask<string> Run(string tree, Tool tool, CancellationToken ct)
    {
        var output = Path.Combine(folder, Uri.EscapeDataString(tree));
        File.Delete(output);
        var changed = new Doorbell();
        using var ear = processes.OnChange(changed.Ring);
        try
        {
            await processes.Start(tree, Spec(tool, output), ct);
            while (processes.Find(tree) is { State: not TreeState.Ended })
            {
                await changed.Wait(ct);
            }

            var end = processes.Find(tree);
            var said = Servers.Tail.Of(output, OutputBytesMax);
            return end?.ExitCode == 0
                ? said
                : throw new PostgresFailed(
                    $"{Path.GetFileName(tool.Program)} {end?.Ending ?? "is gone"}: {Servers.Tail.LastLines(said)}");
        }
        catch (StartFailed why)
        {
            throw new PostgresFailed(why.Message, why);
        }
        finally
        {
            await End(tree);
            File.Delete(output);
        }
    }

    /// <summary>Nothing of a tree runs or is known any more.</summary>
    public async ValueTask End(string tree)
    {
        if (processes.Find(tree) is { } left)
        {
            if (left.State != TreeState.Ended)
            {
                await processes.Kill(tree);
            }

            processes.Forget(tree);
        }
    }

    private ProcessSpec Spec(Tool tool, string output)
    {
        var (program, arguments) = tool.Input is { } input
            // The shell is told nothing but what stands here: paths and arguments are its own arguments.
            ? ("/bin/sh", (IReadOnlyList<string>)["-c", "in=$1; shift; exec \"$@\" < \"$in\"", "sh", input,
                tool.Program, .. tool.Arguments])
            : (tool.Program, tool.Arguments);
        if (user is not null && !tool.AsOurselves)
        {
            (program, arguments) = user.Run(program, arguments);
        }

        return new()
        {
            Program = program,
            Arguments = arguments,
            Folder = "/",
            OutputFile = output,
            Environment = new Dictionary<string, string>(tool.Environment) { ["LC_ALL"] = "C.UTF-8" },
        };
    }

    /// <summary>Wakes one who waits; rung before, it does not wait at all.</summary>
    private sealed class Doorbell
    {
        private TaskCompletionSource rung = New();

        public void Ring() => Volatile.Read(ref rung).TrySetResult();

        public async ValueTask Wait(CancellationToken ct)
        {
            await Volatile.Read(ref rung).Task.WaitAsync(ct);
            Volatile.Write(ref rung, New());
        }

        private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>A program to be run. Secrets are in its environment or its input, never in its arguments.</summary>
internal sealed record Tool(string Program, params IReadOnlyList<string> Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>The file that it reads from; null for nothing.</summary>
    public string? Input { get; init; }

    /// <summary>It is run as us, root or not: it reads and writes what is ours.</summary>
    public bool AsOurselves { get; init; }
}
