using System.Collections.Immutable;
using System.Globalization;
using Faultline.Engines.Postgres.Programs;
using Faultline.Engines.Postgres.Servers;
using Faultline.Kernel;

namespace Faultline.Engines.Postgres;

/// <summary>Servers made, brought behind others, and removed.</summary>
public sealed partial class InstalledPostgres
{
    public async ValueTask Create(string key, NewServer server, CancellationToken ct)
    {
        if (servers.ContainsKey(key))
        {
            return;
        }

        await Make(key, new(server.Major, server.Admin, server.Password), folder => templates.Make(
            folder,
            server,
            TreeOf(key),
            program => Program(server.Major, program),
            Scram.Verifier(server.Password, node.Dice),
            ct));
    }

    public async ValueTask Clone(string key, Upstream upstream, CancellationToken ct)
    {
        var major = await Prepare(upstream, ct);
        await Make(key, new(major, upstream.Admin, upstream.Password), async folder => await tools.Run(
            TreeOf(key, "pg_basebackup"),
            new(Program(major, "pg_basebackup"), "-D", folder.Data, "-F", "plain", "-X", "stream",
                "-S", SlotName.Of(upstream.Slot), "--checkpoint=fast", "--no-sync", "--no-manifest", "-w",
                "-d", ConnectionTo(upstream))
            {
                Environment = new Dictionary<string, string> { ["PGPASSWORD"] = upstream.Password },
            },
            ct));
    }

    public async ValueTask Rewind(string key, Upstream upstream, CancellationToken ct)
    {
        var server = Of(key);
        var folder = server.Folder;
        MustStandStill(key);
        await Prepare(upstream, ct);

        // Half rewound it must not start, whatever it was before.
        await Disk(() => Mark(server));
        await Remnants.Kill(node, folder.Data);
        await Disk(() => Remnants.Unlock(folder.Data));
        await tools.Run(
            TreeOf(key, "pg_rewind"),
            new(Program(server.Record.Major, "pg_rewind"), "-D", folder.Data, "--no-sync",
                $"--source-server={ConnectionTo(upstream)} dbname=postgres")
            {
                Environment = new Dictionary<string, string> { ["PGPASSWORD"] = upstream.Password },
            },
            ct);
        await Disk(() =>
        {
            // The places that it kept for those who followed it are its own no more.
            foreach (var slot in Directory.GetDirectories(folder.InData("pg_replslot")))
            {
                Written.Remove(slot);
            }

            Written.Whole(folder.StandbySignal, [], user);
            Unix.SyncAll(folder.Data);
            Unmark(server);
        });
    }

    public async ValueTask Delete(string key, CancellationToken ct)
    {
        if (!servers.TryGetValue(key, out var server))
        {
            return;
        }

        ct.ThrowIfCancellationRequested();
        await Kill(key);
        await server.DisposeAsync();
        await Disk(() =>
        {
            var gone = Aside(Gone, key);
            Written.Move(server.Folder.Path, gone.Path);
            ImmutableInterlocked.Update(ref servers, (all, left) => all.Remove(left), key);
            Remnants.RemoveShared(gone.Data);
            Written.Remove(gone.Path);
        });
    }

    /// <summary>
    /// Makes a server aside, and puts it in the place of what is there under its key. If that fails nothing is changed.
    /// </summary>
    internal async ValueTask Make(string key, ServerRecord record, Func<ServerFolder, ValueTask> fill)
    {
        if (Lacks is { } lacks)
        {
            throw new PostgresFailed(lacks);
        }

        var folder = Aside(Made, key);
        try
        {
            await Disk(() => Prepare(folder));
            await fill(folder);
            await Disk(() =>
            {
                record.Write(folder.Record);
                Unix.SyncAll(folder.Path);
            });
            await Replace(key, folder, record);
        }
        catch
        {
            await Remnants.Kill(node, folder.Data);
            await Disk(() => Written.Remove(folder.Path));
            throw;
        }
    }

    private async ValueTask Replace(string key, ServerFolder fresh, ServerRecord record)
    {
        if (servers.TryGetValue(key, out var old))
        {
            await Kill(key);
            await old.DisposeAsync();
        }

        var place = FolderOf(key);
        await Disk(() =>
        {
            var gone = Aside(Gone, key);
            if (Directory.Exists(place.Path))
            {
                Remnants.RemoveShared(place.Data);
                Written.Move(place.Path, gone.Path);
            }

            Written.Move(fresh.Path, place.Path);
            ImmutableInterlocked.Update(
                ref servers, (all, made) => all.SetItem(made.Key, made), new Server(key, place, record));
            Written.Remove(gone.Path);
        });
    }

    /// <summary>A folder of ours with two of the servers' user in it.</summary>
    private void Prepare(ServerFolder folder)
    {
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(folder.Path);
        File.SetUnixFileMode(folder.Path, own | (user is null ? 0 : UnixFileMode.OtherExecute));
        foreach (var inner in (string[])[folder.Data, folder.Logs])
        {
            Directory.CreateDirectory(inner, own);
            if (user is not null)
            {
                Unix.Own(inner, user);
            }
        }
    }

    /// <summary>
    /// Has a writer keep a place for who is to follow it, and write down on its disk which history it is in: before
    /// that, who compares the two would think that there is nothing to do. Gives its version.
    /// </summary>
    private static async ValueTask<int> Prepare(Upstream upstream, CancellationToken ct)
    {
        try
        {
            await using var connection = await Session.Open(upstream.At, upstream.Admin, upstream.Password, ct);
            var slot = Quoted.Text(SlotName.Of(upstream.Slot));
            await connection.Ask($"""
                select pg_create_physical_replication_slot({slot}, true)
                where not exists (select from pg_replication_slots where slot_name = {slot})
                """, ct);
            await connection.Ask("checkpoint", ct);
            var version = await connection.Ask("select current_setting('server_version_num')", ct);
            return int.Parse(version!, CultureInfo.InvariantCulture) / 10000;
        }
        catch (SessionFailed why)
        {
            throw new PostgresFailed($"{upstream.At} cannot be followed: {why.Message}", why);
        }
    }

    /// <summary>Where a tool connects; the password is in its environment, which others do not see.</summary>
    internal static string ConnectionTo(Upstream upstream) => string.Create(
        CultureInfo.InvariantCulture,
        $"host={upstream.At.Address} port={upstream.At.Port} user={Quoted.Connection(upstream.Admin)} "
        + $"sslmode=disable gssencmode=disable connect_timeout=10");

    private void MustStandStill(string key)
    {
        if (Find(key)?.Process is not (null or ServerProcess.None))
        {
            throw new InvariantBroken($"The PostgreSQL server {key} runs.");
        }
    }
}
