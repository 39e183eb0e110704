using Faultline.Engines.Postgres;
using Faultline.Kernel;

namespace Faultline.Simulation;

/// <summary>
/// PostgreSQL servers of a simulated machine: logs of values that follow one another over the addresses of a transport.
/// A commit is acknowledged once those that it is to wait for have it; a crash keeps what was flushed. They outlive the
/// server that keeps them: hand the same object to its next life (<see cref="Orphan"/>). Two servers of one database
/// that take writes at the same time fail the story.
/// </summary>
public sealed partial class ScriptedPostgres(World world, SimulatedTransport transport) : IPostgres
{
    private readonly Dice dice = world.Dice.Fork("postgres");
    private readonly SortedDictionary<string, ScriptedServer> servers = new(StringComparer.Ordinal);
    private readonly HashSet<string> busy = new(StringComparer.Ordinal);
    private readonly List<(Life? Life, Action Hear)> ears = [];

    /// <summary>About how long each call takes.</summary>
    public TimeSpan Takes { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>
    /// How long a server that is started runs before it answers anybody: its process is there, and goes on whatever
    /// becomes of whoever started it.
    /// </summary>
    public TimeSpan StartTakes { get; set; }

    /// <summary>How often any server was started.</summary>
    public int Starts { get; private set; }

    /// <summary>What share of the calls that change something fails, and changes nothing.</summary>
    public double FailShare { get; set; }

    /// <summary>What share of the servers that wrote can be brought behind another one without a new copy.</summary>
    public double RewindShare { get; set; } = 0.8;

    /// <summary>What a value takes on the disk of a server.</summary>
    public long ValueBytes { get; set; } = 1;

    /// <summary>Which servers are of one database; those whose keys are the same up to the last hyphen.</summary>
    public Func<string, string> DatabaseOf { get; set; } =
        static key => key.LastIndexOf('-') is > 0 and var at ? key[..at] : key;

    /// <summary>The backups and archives that its servers know; set by <see cref="ScriptedBackups"/>.</summary>
    public ScriptedBackups? Backups { get; internal set; }

    /// <summary>Calls so far that were to change something, those that failed included.</summary>
    public long Calls { get; private set; }

    public IReadOnlyList<PostgresVersion> Versions { get; set; } = [new(18, 1, "/pg/18"), new(15, 18, "/pg/15")];

    public string? Lacks { get; set; }

    public IReadOnlyList<ServerView> All => [.. servers.Values.Select(server => server.View)];

    internal World World => world;

    public ServerView? Find(string key) => servers.GetValueOrDefault(key)?.View;

    public async ValueTask Create(string key, NewServer server, CancellationToken ct)
    {
        using var _ = Enter(key);
        await Pass(ct);
        servers.TryAdd(key, new(world, transport, key, server.Major));
        await Linger(ct);
    }

    public async ValueTask Clone(string key, Upstream upstream, CancellationToken ct)
    {
        using var _ = Enter(key);
        Stands(key);
        await Pass(ct);
        await Copy(key, upstream, ct);
        await Linger(ct);
    }

    public async ValueTask Restore(string key, RestoreOrder order, CancellationToken ct)
    {
        using var _ = Enter(key);
        if (servers.ContainsKey(key))
        {
            throw new InvariantBroken($"{key} is there already, and cannot be restored to.");
        }

        await Pass(ct);
        var (major, log) = Backups?.Restored(order) ?? throw new PostgresFailed($"There is no backup {order.Backup}.");
        var server = new ScriptedServer(world, transport, key, major);
        server.Fill(log, log.Count == 0 ? 1 : log[^1].Timeline);
        servers[key] = server;
        await Linger(ct);
    }

    public async ValueTask Rewind(string key, Upstream upstream, CancellationToken ct)
    {
        using var _ = Enter(key);
        Stands(key);
        await Pass(ct);
        if (!servers.ContainsKey(key) || !dice.Chance(RewindShare))
        {
            throw new PostgresFailed($"{key} needs a new copy.");
        }

        await Copy(key, upstream, ct);
        await Linger(ct);
    }

    public async ValueTask Delete(string key, CancellationToken ct)
    {
        using var _ = Enter(key);
        await Pass(ct);
        if (servers.Remove(key, out var server))
        {
            server.End("deleted");
            Tell();
        }

        await Linger(ct);
    }

    public async ValueTask Start(string key, ServerSettings settings, CancellationToken ct)
    {
        using var _ = Enter(key);
        var server = Server(key);
        Stands(key);
        await Pass(ct);
        if (server.IsFenced)
        {
            throw new ServerFenced(key);
        }

        try
        {
            Starts++;
            server.Start(settings, StartTakes);
            await UntilItAnswers(server, ct);
        }
        catch (IOException taken)
        {
            server.End("could not listen");
            throw new PostgresFailed(taken.Message);
        }

        Check(server);
        await Linger(ct);
    }

    public async ValueTask Apply(string key, ServerSettings settings, CancellationToken ct)
    {
        using var _ = Enter(key);
        await Pass(ct);
        Running(key).Take(settings);
        await Linger(ct);
    }

    public async ValueTask Stop(string key, TimeSpan grace, CancellationToken ct)
    {
        using var _ = Enter(key);
        await Pass(ct);
        if (servers.GetValueOrDefault(key) is { Process: not ServerProcess.None } server)
        {
            server.End("stopped");
            Tell();
        }

        await Linger(ct);
    }

    public async ValueTask Kill(string key)
    {
        using var _ = Enter(key);
        await Pass(CancellationToken.None);
        Crash(key);
    }

    public void Pause(string key) => servers.GetValueOrDefault(key)?.Pause();

    public void Resume(string key)
    {
        if (servers.GetValueOrDefault(key) is { } server)
        {
            server.Resume();
            Check(server);
        }
    }

    public async ValueTask Fence(string key)
    {
        using var _ = Enter(key);
        await Pass(CancellationToken.None);
        Crash(key);
        Server(key).IsFenced = true;
    }

    public async ValueTask Promote(string key, CancellationToken ct)
    {
        using var _ = Enter(key);
        await Pass(ct);
        var server = Running(key);
        if (server.IsStandby)
        {
            server.Promote();
            Check(server);
        }

        await Linger(ct);
    }

    public async ValueTask<Sight> Look(string key, TimeSpan limit, CancellationToken ct)
    {
        using var _ = Enter(key);
        await Task.Delay(Drawn(), world.Clock, ct);
        var life = servers.GetValueOrDefault(key)?.View.Pid;
        if (servers.GetValueOrDefault(key)?.Process == ServerProcess.Paused)
        {
            await Task.Delay(limit, world.Clock, ct);
        }

        ct.ThrowIfCancellationRequested();
        return servers.GetValueOrDefault(key) is { Answers: true } server && server.View.Pid == life
            ? Backups is { } backups && server.Settings?.Archive is { } archive
                ? server.Look(world.Now) with { ArchivedUntil = backups.Archive(archive)?.Until }
                : server.Look(world.Now)
            : new Sight(world.Now) { Trouble = "It does not answer." };
    }

    public async ValueTask SetOwner(string key, Owner owner, CancellationToken ct)
    {
        using var _ = Enter(key);
        await Pass(ct);
        var server = Running(key);
        server.Owner = server.IsStandby ? throw new PostgresFailed($"{key} takes no writes.") : owner;
        await Linger(ct);
    }

    public async ValueTask SetSlots(string key, IReadOnlyCollection<string> names, CancellationToken ct)
    {
        using var _ = Enter(key);
        await Pass(ct);
        var server = Running(key);
        server.Slots.Clear();
        server.Slots.UnionWith(names);
        await Linger(ct);
    }

    public IReadOnlyList<LogFile> Logs(string key) => [];

    public byte[]? ReadLog(string key, string file, long offset, int countMax) => null;

    public long BytesOf(string key) => servers.GetValueOrDefault(key)?.Log.Count * ValueBytes ?? 0;

    /// <summary>Calls back in the life that asked, while it lasts.</summary>
    public IDisposable OnChange(Action hear)
    {
        var ear = (SynchronizationContext.Current as Life, hear);
        ears.Add(ear);
        return new Ear(() => ears.Remove(ear));
    }
}
