using System.Text.Json;
using Faultline.Kernel;

namespace Faultline.Engines.Postgres.Servers;

/// <summary>One server that has a folder: what is known of it, and the connection by which it is looked at.</summary>
internal sealed class Server(string key, ServerFolder folder, ServerRecord record) : IAsyncDisposable
{
    private Session? kept;

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
    public ValueTask<Session> Connect(CancellationToken ct) => Session.Open(
        Record.At ?? throw new PostgresFailed($"{key} was never started."), Record.Admin, Record.Password, ct);

    /// <summary>What it says of itself, and whether settings wait for a restart.</summary>
    public async ValueTask<(Answer Answer, bool NeedsRestart)> Ask(CancellationToken ct)
    {
        if (kept is not null)
        {
            try
            {
                return await Ask(kept, ct);
            }
            catch (SessionFailed lost) when (lost.State is null)
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
    public async ValueTask<T> With<T>(Func<Session, ValueTask<T>> work, CancellationToken ct)
    {
        if (kept is { } there)
        {
            try
            {
                return await work(there);
            }
            catch (SessionFailed lost) when (lost.State is null)
            {
                // It was restarted, or ended this one connection.
                await Leave();
            }
        }

        await using var own = await Connect(ct);
        return await work(own);
    }

    /// <summary>Lets go of the connection.</summary>
    public async ValueTask Leave()
    {
        if (Interlocked.Exchange(ref kept, null) is { } connection)
        {
            await connection.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => Leave();

    private async ValueTask<(Answer Answer, bool NeedsRestart)> Ask(Session connection, CancellationToken ct)
    {
        var text = await connection.Ask(Answer.Query, ct);
        var answer = JsonSerializer.Deserialize(text ?? "", AnswerJson.Default.Answer)
            ?? throw new InvariantBroken($"{key} says nothing of itself.");
        var waits = MayNeedRestart && await connection.Ask(Answer.RestartQuery, ct) == "true";
        MayNeedRestart = waits;
        return (answer, waits);
    }
}
