using System.Runtime.InteropServices;

namespace Faultline.Engines.Processes;

/// <summary>
/// Starts a root by <c>posix_spawn</c>, which says in the same call whether the program could be run. The framework's
/// own way can neither begin a session nor leave the reaping to us.
/// </summary>
internal static partial class Spawn
{
    private const string UsualPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private const short DefaultSignals = 0x04;
    private const short SignalMask = 0x08;
    private const short OwnSession = 0x80;
    private const int NotThere = 2;
    private const int NoProgram = 8;
    private const int FirstOfTheRest = 3;

    /// <summary>More than any of glibc's opaque structures takes: 336, 80 and 128 bytes.</summary>
    private const int Opaque = 512;

    static Spawn() => Posix.KeepInherited();

    /// <summary>The process id of the new root, the leader of a session and a group of its own.</summary>
    public static int Root(ProcessSpec spec, string mark)
    {
        var arguments = Strings([spec.Program, .. spec.Arguments]);
        var environment = Strings(Environment(spec, mark));
        if (!Directory.Exists(spec.Folder))
        {
            throw new StartFailed($"{spec.Program} cannot be run in {spec.Folder}: that folder is not there.");
        }

        var output = Posix.Open(
            spec.OutputFile, Posix.WriteOnly | Posix.Create | Posix.Append | Posix.CloseOnExec, mode: 0x180);
        if (output < 0)
        {
            throw new StartFailed($"{spec.OutputFile} cannot be written: {Says(Marshal.GetLastPInvokeError())}.");
        }

        try
        {
            var error = Run(spec, output, arguments, environment, out var pid);
            return error == 0 ? pid : throw new StartFailed($"{spec.Program} cannot be run: {Why(spec, error)}.");
        }
        finally
        {
            Posix.Close(output);
        }
    }

    private static unsafe int Run(
        ProcessSpec spec, int output, string?[] arguments, string?[] environment, out int pid)
    {
        var memory = stackalloc byte[Opaque * 3];
        var (actions, attributes, signals) = ((nint)memory, (nint)memory + Opaque, (nint)memory + (2 * Opaque));
        _ = posix_spawn_file_actions_init(actions);
        _ = posix_spawnattr_init(attributes);
        try
        {
            // Output first: should the server run without an input of its own, the file might have its number.
            var bad = posix_spawn_file_actions_adddup2(actions, output, 1)
                | posix_spawn_file_actions_adddup2(actions, output, 2)
                | posix_spawn_file_actions_addopen(actions, 0, "/dev/null", 0, 0)
                | CloseTheRest(actions)
                | posix_spawn_file_actions_addchdir_np(actions, spec.Folder)
                | posix_spawnattr_setflags(attributes, DefaultSignals | SignalMask | OwnSession)
                | sigemptyset(signals)
                | posix_spawnattr_setsigmask(attributes, signals)
                | sigfillset(signals)
                | posix_spawnattr_setsigdefault(attributes, signals);
            pid = 0;
            return bad != 0 ? bad : posix_spawn(out pid, spec.Program, actions, attributes, arguments, environment);
        }
        finally
        {
            _ = posix_spawn_file_actions_destroy(actions);
            _ = posix_spawnattr_destroy(attributes);
        }
    }

    /// <summary>
    /// What the framework opens is closed when a program is run; what libraries open at the same moment, to read a
    /// file of /proc or a configuration, may not be.
    /// </summary>
    private static int CloseTheRest(nint actions)
    {
        try
        {
            return posix_spawn_file_actions_addclosefrom_np(actions, FirstOfTheRest);
        }
        catch (EntryPointNotFoundException)
        {
            return 0; // A C library that cannot: older than glibc 2.34, or musl.
        }
    }

    private static IEnumerable<string> Environment(ProcessSpec spec, string mark)
    {
        yield return $"{Kinship.Variable}={mark}";
        if (!spec.Environment.ContainsKey("PATH"))
        {
            yield return $"PATH={UsualPath}";
        }

        foreach (var (name, value) in spec.Environment)
        {
            if (name.Length == 0 || name.Contains('='))
            {
                throw new StartFailed($"'{name}' cannot be the name of a variable.");
            }

            if (name != Kinship.Variable)
            {
                yield return $"{name}={value}";
            }
        }
    }

    /// <summary>As C wants them: a null after the last.</summary>
    private static string?[] Strings(IEnumerable<string> strings)
    {
        string?[] all = [.. strings, null];
        return all.Any(s => s?.Contains('\0') is true)
            ? throw new StartFailed("Neither arguments nor environment can hold a zero.")
            : all;
    }

    private static string Why(ProcessSpec spec, int error) => error switch
    {
        NotThere when File.Exists(Path.Combine(spec.Folder, spec.Program)) => "what is to interpret it is not there",
        NoProgram => "it is no program",
        _ => Says(error),
    };

    private static string Says(int error) => Marshal.GetPInvokeErrorMessage(error);

#pragma warning disable IDE1006 // They are called what glibc calls them.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn(
        out int pid, string path, nint actions, nint attributes, string?[] arguments, string?[] environment);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(nint actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(nint actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(nint actions, int from, int to);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addopen(
        nint actions, int file, string path, int flags, uint mode);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addchdir_np(nint actions, string path);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_addclosefrom_np(nint actions, int from);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(nint attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(nint attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(nint attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigmask(nint attributes, nint signals);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigdefault(nint attributes, nint signals);

    [LibraryImport("libc")]
    private static partial int sigemptyset(nint signals);

    [LibraryImport("libc")]
    private static partial int sigfillset(nint signals);
#pragma warning restore IDE1006
}
