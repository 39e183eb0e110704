using System.Text;
using Faultline.Engines.Postgres.Programs;
using Faultline.Engines.Postgres.Servers;
using Faultline.Engines.Processes;
using Faultline.Kernel;

namespace Faultline.Engines.Postgres;

/// <summary>Servers started, changed, ended and promoted.</summary>
public sealed partial class InstalledPostgres
{
    private const int OutputBytesMax = 64 << 10;

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan ReloadMax = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LogsKept = TimeSpan.FromDays(7);

    public async ValueTask Start(string key, ServerSettings settings, CancellationToken ct)
    {
        var server = Of(key);
        if (server.IsFenced)
        {
            throw new ServerFenced(key);
        }

        MustStandStill(key);
        var program = Program(server.Record.Major, "postgres");
        await server.DisposeAsync();
        await Remnants.Kill(node, server.Folder.Data);
        var isStandby = false;
        await Disk(() => isStandby = Ready(server, settings));
        try
        {
            await processes.Start(TreeOf(key), SpecOf(server, program, settings), ct);
            server.MayNeedRestart = false;
            server.CompleteAt = null;
            await UntilItAnswers(server, ct);
            if (isStandby && settings.Upstream is null)
            {
                // Its data are a standby's: it becomes a writer in its own right, with a history of its own.
                await Promote(key, ct);
            }
        }
        catch
        {
            await Kill(key);
            throw;
        }
    }

    public async ValueTask Apply(string key, ServerSettings settings, CancellationToken ct)
    {
        var server = Of(key);
        var before = await workers.Run(() => File.ReadAllText(server.Folder.Settings));
        await Disk(() =>
        {
            WriteSettings(server, settings);
            Remember(server, settings);
        });
        server.MayNeedRestart = true;
        try
        {
            await server.With(connection => Reload(connection, before, server, ct), ct);
        }
        catch (SessionFailed why)
        {
            await server.Leave();
            throw new PostgresFailed($"{key} did not take its settings: {why.Message}", why);
        }
    }

    public async ValueTask Stop(string key, TimeSpan grace, CancellationToken ct)
    {
        var server = Of(key);
        await server.Leave();
        await processes.Stop(TreeOf(key), grace, ct);
        await Remnants.Kill(node, server.Folder.Data);
        await tools.End(TreeOf(key));
    }

    public async ValueTask Kill(string key)
    {
        var server = Of(key);
        await tools.End(TreeOf(key));
        await Remnants.Kill(node, server.Folder.Data);
        await server.Leave();
    }

    public void Pause(string key) => processes.Pause(TreeOf(key));

    public void Resume(string key) => processes.Resume(TreeOf(key));

    public async ValueTask Fence(string key)
    {
        var server = Of(key);
        await Disk(() => Mark(server));
        await Kill(key);
    }

    public async ValueTask Promote(string key, CancellationToken ct)
    {
        var server = Of(key);
        try
        {
            await server.With(connection => Promote(connection, ct), ct);
        }
        catch (SessionFailed why)
        {
            await server.Leave();
            throw new PostgresFailed($"{key} could not be promoted: {why.Message} {LogEnd(server)}", why);
        }
    }

    /// <summary>
    /// Asks for it, and looks whether it is done far more often than PostgreSQL's own waiting does.
    /// </summary>
    private async ValueTask<bool> Promote(Session connection, CancellationToken ct)
    {
        const string isStandby = "select pg_is_in_recovery()::text";
        if (await connection.Ask(isStandby, ct) == "false")
        {
            return false;
        }

        await connection.Ask("select pg_promote(false)::text", ct);
        while (await connection.Ask(isStandby, ct) == "true")
        {
            await Task.Delay(LookAgain, node.Clock, ct);
        }

        return true;
    }

    private async ValueTask<bool> Reload(
        Session connection, string before, Server server, CancellationToken ct)
    {
        const string loaded = "select pg_conf_load_time()::text";
        const string wrong = """
            select string_agg(coalesce(name || ': ', '') || error, '; ') from pg_file_settings
            where error is not null and not (error = 'setting could not be applied' and exists
              (select from pg_settings s where s.name = pg_file_settings.name and s.context = 'postmaster'))
            """;
        if (await connection.Ask(wrong, ct) is { } error)
        {
            await Disk(() => Written.Whole(server.Folder.Settings, Encoding.UTF8.GetBytes(before), user));
            throw new PostgresFailed($"{server.Key} cannot take these settings: {error}");
        }

        var hadStandbys = await connection.Ask("show synchronous_standby_names", ct);
        var time = await connection.Ask(loaded, ct);
        await connection.Ask("select pg_reload_conf()::text", ct);
        var began = node.Clock.GetTimestamp();
        while (await connection.Ask(loaded, ct) == time)
        {
            if (node.Clock.GetElapsedTime(began) > ReloadMax)
            {
                throw new PostgresFailed($"{server.Key} did not take its settings: {LogEnd(server)}");
            }

            await Task.Delay(LookAgain, node.Clock, ct);
        }

        var standbys = await connection.Ask("show synchronous_standby_names", ct);
        if (standbys != hadStandbys && standbys!.Length > 0)
        {
            // Commits wait for standbys once the checkpointer has read the settings too. It does before a checkpoint.
            await connection.Ask("checkpoint", ct);
        }

        return true;
    }

    private async ValueTask UntilItAnswers(Server server, CancellationToken ct)
    {
        while (true)
        {
            if (processes.Find(TreeOf(server.Key)) is not { State: not TreeState.Ended } tree)
            {
                var why = processes.Find(TreeOf(server.Key))?.Ending ?? "is gone";
                throw new PostgresFailed($"{server.Key} did not start: it {why}. {LogEnd(server)}");
            }

            try
            {
                await using var connection = await server.Connect(ct);
                return;
            }
            catch (SessionFailed refused) when (refused.State is not (null or SessionFailed.CannotConnectNow))
            {
                throw new PostgresFailed($"{server.Key} does not let us in: {refused.Message}", refused);
            }
            catch (SessionFailed)
            {
                // It does not listen yet, or it recovers.
            }

            await Task.Delay(LookAgain, node.Clock, ct);
        }
    }

    private ProcessSpec SpecOf(Server server, string program, ServerSettings settings)
    {
        var (run, arguments) = user is null
            ? (program, (IReadOnlyList<string>)["-D", server.Folder.Data])
            : user.Run(program, ["-D", server.Folder.Data]);
        return new()
        {
            Program = run,
            Arguments = arguments,
            Folder = server.Folder.Path,
            OutputFile = server.Folder.Output,
            OutputBytesMax = OutputBytesMax,
            EndsByInterrupt = true,
            Environment = new Dictionary<string, string> { ["LC_ALL"] = "C.UTF-8" },
            MemoryBytesMax = settings.MemoryBytesMax,
            CpusMax = settings.CpusMax,
        };
    }

    /// <summary>Puts into the folder what it starts from. Says whether its data are a standby's.</summary>
    private bool Ready(Server server, ServerSettings settings)
    {
        var folder = server.Folder;
        var wasStandby = File.Exists(folder.StandbySignal);
        Remnants.Unlock(folder.Data);
        if (settings.Upstream is not null && !wasStandby)
        {
            Written.Whole(folder.StandbySignal, [], user);
        }

        foreach (var old in new DirectoryInfo(folder.Logs).GetFiles())
        {
            if (old.LastWriteTimeUtc < node.Now.UtcDateTime - LogsKept)
            {
                old.Delete();
            }
        }

        File.Delete(folder.Output);
        WriteSettings(server, settings);
        Remember(server, settings);
        return wasStandby;
    }

    private void WriteSettings(Server server, ServerSettings settings)
    {
        var folder = server.Folder;
        if (settings.Tls is { } tls)
        {
            Written.Whole(folder.Certificate, Encoding.ASCII.GetBytes(tls.Certificate), user);
            Written.Whole(folder.Key, Encoding.ASCII.GetBytes(tls.Key), user);
        }

        Written.Whole(
            folder.Access,
            Encoding.UTF8.GetBytes(SettingsFile.RenderAccess(server.Record.Admin, settings.DemandsTls)),
            user);
        var archive = settings.Archive is { } name ? Archives.CommandsOf(name) : null;
        Written.Whole(folder.Settings, Encoding.UTF8.GetBytes(SettingsFile.Render(folder, settings, archive)), user);
    }

    private static void Remember(Server server, ServerSettings settings)
    {
        var next = server.Record with { Listen = settings.Listen.ToString(), Archive = settings.Archive };
        if (next != server.Record)
        {
            next.Write(server.Folder.Record);
            server.Record = next;
        }
    }

    private static void Mark(Server server)
    {
        Written.Whole(server.Folder.Fence, [], user: null);
        server.IsFenced = true;
    }

    private static void Unmark(Server server)
    {
        Written.Delete(server.Folder.Fence);
        server.IsFenced = false;
    }

    private static string LogEnd(Server server) => Tail.LastLines(
        Tail.Of(server.Folder.Output, OutputBytesMax)
        + (LogFiles(server) is [.., var last] ? Tail.Of(last.FullName, OutputBytesMax) : ""));

    private static IReadOnlyList<FileInfo> LogFiles(Server server) => Directory.Exists(server.Folder.Logs)
        ? [.. new DirectoryInfo(server.Folder.Logs).GetFiles()
            .Where(file => file.LinkTarget is null)
            .OrderBy(file => file.Name, StringComparer.Ordinal)]
        : [];
}
