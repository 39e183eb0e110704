using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Faultline.Engines.Postgres.Archives;
using Faultline.Engines.Postgres.Servers;
using Faultline.Engines.Processes;
using Faultline.Engines.Volumes;

namespace Faultline.Engines.Postgres.Programs;

/// <summary>
/// A data folder of each kind, made once: to copy it takes a fraction of what it takes to make one. A copy gets a
/// number and a password of its own before anybody sees it.
/// </summary>
internal sealed class Templates(Tools tools, Workers workers, ServerUser? user, string root)
{
    private const string SegmentMegabytes = "4";

    private readonly Turns turns = new();

    /// <summary>A template is not synced, only its copies are: one of before a loss of power is made anew.</summary>
    private readonly string boot = ProcFiles.Boot();

    /// <summary>Makes a data folder. What is there already is in the way.</summary>
    /// <param name="programOf">Where a program of the wanted version is.</param>
    public async ValueTask Make(
        ServerFolder folder,
        NewServer server,
        string tree,
        Func<string, string> programOf,
        string verifier,
        CancellationToken ct)
    {
        var template = await Template(server, programOf, ct);
        await tools.Run($"{tree}/cp", new("/bin/cp", "-a", "--reflink=auto", "--", $"{template}/.", folder.Data), ct);
        await Become(folder, tree, programOf, ct);
        await SetPassword(folder, server.Admin, verifier, tree, programOf, [], ct);
    }

    /// <summary>Makes a copy a database of its own.</summary>
    public async ValueTask Become(
        ServerFolder folder, string tree, Func<string, string> programOf, CancellationToken ct)
    {
        var identifier = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)) >> 1;
        await workers.Run(() =>
        {
            SystemIdentifier.Set(folder.Data, identifier);
            return true;
        });
        await tools.Run($"{tree}/pg_resetwal", new(programOf("pg_resetwal"), "-D", folder.Data), ct);
    }

    /// <summary>
    /// Runs a data folder by itself, without anybody to connect to it, and sets the admin's password in it; recovers it
    /// before, where it has to be.
    /// </summary>
    public async ValueTask SetPassword(
        ServerFolder folder,
        string admin,
        string verifier,
        string tree,
        Func<string, string> programOf,
        IEnumerable<string> settings,
        CancellationToken ct)
    {
        var input = Path.Combine(folder.Path, "input.sql");
        try
        {
            await workers.Run(() =>
            {
                // One statement a line, as a server that runs alone reads them.
                var statement = $"alter role {Quoted.Name(admin)} login superuser replication "
                    + $"password {Quoted.Text(verifier)};\n";
                Written.Whole(input, Encoding.UTF8.GetBytes(statement), user);
                return true;
            });
            var alone = new Tool(
                programOf("postgres"),
                ["--single", "-F", "-D", folder.Data, "-c", "exit_on_error=on", .. settings, "postgres"])
            {
                Input = input,
            };
            await tools.Run($"{tree}/single", alone, ct);
        }
        finally
        {
            File.Delete(input);
        }
    }

    private async ValueTask<string> Template(NewServer server, Func<string, string> programOf, CancellationToken ct)
    {
        var name = FileName.Of($"{server.Major}-{server.Locale}-{server.Admin}");
        var path = Path.Combine(root, name);
        using var turn = await turns.Take(path, ct);
        if (Directory.Exists(path) && File.ReadAllText(Path.Combine(path, "boot")) == boot)
        {
            return Path.Combine(path, "data");
        }

        Written.Remove(path);
        var fresh = path + ".made";
        Written.Remove(fresh);
        Directory.CreateDirectory(fresh);
        if (user is not null)
        {
            Unix.Own(fresh, user);
        }

        var secret = Path.Combine(fresh, "secret");
        Written.Whole(secret, Encoding.ASCII.GetBytes(Convert.ToHexString(RandomNumberGenerator.GetBytes(16))), user);
        var data = Path.Combine(fresh, "data");
        await tools.Run($"postgres/{name}.template/initdb", new(
            programOf("initdb"), "-D", data, "-U", server.Admin, $"--pwfile={secret}", "-A", "scram-sha-256",
            $"--locale={server.Locale}", "-E", "UTF8", "-k", $"--wal-segsize={SegmentMegabytes}", "--no-sync",
            "--no-instructions"), ct);
        await workers.Run(() =>
        {
            File.Delete(secret);
            Written.Whole(Path.Combine(data, "postgresql.conf"), Encoding.ASCII.GetBytes(SettingsFile.InData), user);
            File.WriteAllText(Path.Combine(fresh, "boot"), boot);
            Directory.Move(fresh, path);
            return true;
        });
        return Path.Combine(path, "data");
    }
}
