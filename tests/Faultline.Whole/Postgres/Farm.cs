using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Faultline.Engines.Postgres;
using Faultline.Engines.Processes;
using Faultline.Kernel;
using Npgsql;

namespace Faultline.Whole.Postgres;

/// <summary>Real servers in folders that are gone, with all of them, after the test.</summary>
internal sealed class Farm : IAsyncDisposable
{
    public const string Admin = "rdsadmin";
    public const string Password = "it's a \"secret\" \\ with: quotes";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static int count;

    private readonly string home = Directory.CreateTempSubdirectory("faultline-postgres-").FullName;
    private readonly string owner = $"postgres test {Environment.ProcessId}/{Interlocked.Increment(ref count)}";
    private readonly ConcurrentQueue<Exception> troubles = [];
    private readonly Dictionary<string, IPEndPoint> places = [];

    private Farm() => Node = new("test", TimeProvider.System, new(1)) { Report = troubles.Enqueue };

    public Node Node { get; }

    public ProcessTrees Trees { get; private set; } = null!;

    public InstalledPostgres Servers { get; private set; } = null!;

    public FolderBackups Backups { get; private set; } = null!;

    public static TimeSpan Limit { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Where the folders lie that are ours.</summary>
    public string Home => home;

    public string Elsewhere => home + ".elsewhere";

    /// <summary>Servers are killed under who is talking to them: that some of it fails is to be.</summary>
    public bool IsRough { get; init; }

    /// <summary>How many folders there were elsewhere once it was over.</summary>
    public int Left { get; private set; }

    public static async Task<Farm> Open(bool isRough = false)
    {
        var farm = new Farm { IsRough = isRough };
        await farm.Begin();
        return farm;
    }

    /// <summary>Where a server of this test listens: an address that nobody else has.</summary>
    public IPEndPoint At(string key)
    {
        if (!places.TryGetValue(key, out var place))
        {
            var (process, number) = (Environment.ProcessId % 250, Interlocked.Increment(ref count));
            place = new(new IPAddress([127, 78, (byte)process, (byte)number]), 5432);
            places.Add(key, place);
        }

        return place;
    }

    public ServerSettings Settings(string key) => new(At(key));

    public Upstream Upstream(string key, string slot) => new(At(key), Admin, Password, slot);

    /// <summary>Makes a writer and starts it.</summary>
    public async Task Writer(string key, Func<ServerSettings, ServerSettings>? with = null)
    {
        await Servers.Create(key, new(Servers.Versions[0].Major, Admin, Password), default);
        await Servers.Start(key, with is null ? Settings(key) : with(Settings(key)), default);
    }

    /// <summary>Makes a standby and starts it; the slot is called as it is.</summary>
    public async Task Standby(string key, string of, Func<ServerSettings, ServerSettings>? with = null)
    {
        await Servers.Clone(key, Upstream(of, key), default);
        var settings = Settings(key) with { Upstream = Upstream(of, key) };
        await Servers.Start(key, with is null ? settings : with(settings), default);
    }

    /// <summary>A writer that waits for its standby, in sync.</summary>
    public async Task Pair(string writer, string standby)
    {
        await Writer(writer);
        await Standby(standby, writer);
        await Servers.Apply(writer, Settings(writer) with { Synchronous = [standby] }, default);
        await Until(writer, sight => sight.Followers.Any(each => each.Slot == standby && each.IsSynchronous));
    }

    public async Task<Sight> Look(string key) => await Servers.Look(key, Limit, default);

    public async Task<Sight> Until(string key, Func<Sight, bool> so)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var sight = await Look(key);
            if (so(sight))
            {
                return sight;
            }

            await Task.Delay(10, patience.Token);
        }
    }

    /// <summary>
    /// Waits until a standby has all that its writer has written by now. That it does not lag says less: it may not
    /// have heard of the last of it yet.
    /// </summary>
    public async Task CatchUp(string standby, string writer)
    {
        var written = (await Look(writer)).Written;
        await Until(standby, sight => sight.IsFed && sight.Applied >= written);
    }

    public static async Task Until(Func<bool> so)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!so())
        {
            await Task.Delay(5, patience.Token);
        }
    }

    public async Task<NpgsqlConnection> Connect(
        string key, string user = Admin, string password = Password, string database = "postgres",
        SslMode ssl = SslMode.Disable)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder
        {
            Host = At(key).Address.ToString(),
            Port = At(key).Port,
            Username = user,
            Password = password,
            Database = database,
            Pooling = false,
            SslMode = ssl,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>Runs a statement as the admin, and gives what it says first, as text.</summary>
    public async Task<string?> Ask(string key, string statement)
    {
        await using var connection = await Connect(key);
        return await Ask(connection, statement);
    }

    public static async Task<string?> Ask(NpgsqlConnection connection, string statement)
    {
        await using var command = new NpgsqlCommand(statement, connection);
        var said = await command.ExecuteScalarAsync();
        return said is null or DBNull ? null : Convert.ToString(said, CultureInfo.InvariantCulture);
    }

    /// <summary>We go and come back; the servers are left alone.</summary>
    public async Task Restart(Action? meanwhile = null)
    {
        await End();
        meanwhile?.Invoke();
        await Begin();
    }

    /// <summary>The processes that work in a folder.</summary>
    public static IReadOnlyList<int> ProcessesIn(string folder) =>
    [
        .. Directory.GetDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid != 0 && WorksIn(pid, folder)),
    ];

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Servers.All)
        {
            await Servers.Delete(server.Key, default);
        }

        await End();
        Left = Directory.Exists(Elsewhere) ? Directory.GetDirectories(Elsewhere).Length : 0;
        Directory.Delete(home, recursive: true);
        if (Directory.Exists(Elsewhere))
        {
            Directory.Delete(Elsewhere, recursive: true);
        }

        Assert.Empty(ProcessesIn(home));
        Assert.DoesNotContain(troubles, trouble => !IsRough || trouble is not PostgresFailed);
    }

    private static bool WorksIn(int pid, string folder)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/cwd").LinkTarget?.StartsWith(folder, StringComparison.Ordinal) is true;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private async Task Begin()
    {
        Trees = new(Node, Path.Combine(home, "processes"), owner);
        var options = new PostgresOptions(Path.Combine(home, "postgres")) { Elsewhere = Elsewhere };
        Servers = await InstalledPostgres.Open(Node, Trees, options);
        Backups = await FolderBackups.Open(Node, Servers);
    }

    private async Task End()
    {
        await Backups.DisposeAsync();
        await Servers.DisposeAsync();
        await Trees.DisposeAsync();
    }
}
