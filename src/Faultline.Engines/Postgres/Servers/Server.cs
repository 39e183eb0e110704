using System.Text.Json;
using Faultline.Kernel;
using Npgsql;

namespace Faultline.Engines.Postgres.Servers;

/// <summary>One server that has a folder: what is known of it, and the connection by which it is looked at.</summary>
internal sealed class Server(string key, ServerFolder folder, ServerRecord record) : IAsyncDisposable
{
    private NpgsqlDataSource? source;
    private NpgsqlConnection? kept;

    public string Key => key;

    public ServerFolder Folder => folder;

    public ServerRecord Record
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    } = record;

    public bool IsFenced
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    } = File.Exists(folder.Fence);

    /// <summary>Settings were changed since it was started, or nobody knows.</summary>
    public bool MayNeedRestart { get; set; } = true;

    /// <summary>When a standby last showed all that there was, by the node's clock.</summary>
    public DateTimeOffset? CompleteAt { get; set; }

    /// <summary>A connection of its own for one piece of work.</summary>
    public async ValueTask<NpgsqlConnection> Connect(CancellationToken ct) => await Source().OpenConnectionAsync(ct);

    /// <summary>What it says of itself, and whether settings wait for a restart.</summary>
    public async ValueTask<(Answer Answer, bool NeedsRestart)> Ask(CancellationToken ct)
    {
        if (kept is not null)
        {
            try
            {
                return await Ask(kept, ct);
            }
            catch (NpgsqlException) when (!ct.IsCancellationRequested)
            {
                // It was restarted, or ended this one connection: whether it answers, a new one tells.
                await Leave();
            }
        }

        var fresh = await Connect(ct);
        kept = fresh;
        return await Ask(fresh, ct);
    }

    /// <summary>Runs statements in the connection that is there already, or a new one.</summary>
    public async ValueTask<T> With<T>(Func<NpgsqlConnection, ValueTask<T>> work, CancellationToken ct)
    {
        if (kept is null)
        {
            await using var own = await Connect(ct);
            return await work(own);
        }

        return await work(kept);
    }

    /// <summary>Lets go of the connection.</summary>
    public async ValueTask Leave()
    {
        if (Interlocked.Exchange(ref kept, null) is { } connection)
        {
            await connection.DisposeAsync();
        }
    }

    /// <summary>Lets go of all that was for where it listened.</summary>
    public async ValueTask DisposeAsync()
    {
        await Leave();
        if (Interlocked.Exchange(ref source, null) is { } old)
        {
            await old.DisposeAsync();
        }
    }

    private async ValueTask<(Answer Answer, bool NeedsRestart)> Ask(NpgsqlConnection connection, CancellationToken ct)
    {
        var text = await Session.Ask(connection, Answer.Query, ct);
        var answer = JsonSerializer.Deserialize(text ?? "", AnswerJson.Default.Answer)
            ?? throw new InvariantBroken($"{key} says nothing of itself.");
        var waits = MayNeedRestart && await Session.Ask(connection, Answer.RestartQuery, ct) == "true";
        MayNeedRestart = waits;
        return (answer, waits);
    }

    private NpgsqlDataSource Source() => source ??= Session.To(
        Record.At ?? throw new PostgresFailed($"{key} was never started."), Record.Admin, Record.Password);
}
