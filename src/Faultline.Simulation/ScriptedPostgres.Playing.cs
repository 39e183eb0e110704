using System.Net;
using Faultline.Engines.Postgres;
using Faultline.Kernel;
using Faultline.Network;

namespace Faultline.Simulation;

/// <summary>What a story does to scripted servers, and sees of them.</summary>
public sealed partial class ScriptedPostgres
{
    /// <summary>A server's process dies, as of kill -9.</summary>
    public void Crash(string key)
    {
        if (servers.GetValueOrDefault(key) is { Process: not ServerProcess.None } server)
        {
            Note("crashes", key);
            server.End("killed");
            Tell();
        }
    }

    /// <summary>
    /// Whoever kept them is gone, and with it all that it listened at and carried. What runs goes on and listens.
    /// </summary>
    public void Orphan()
    {
        busy.Clear();
        transport.ResetOver();
        foreach (var server in servers.Values)
        {
            server.BreakConnections();
            server.Listen();
        }
    }

    /// <summary>The clients of a server cancel their waits for standbys.</summary>
    public void CancelWaits(string key) => servers.GetValueOrDefault(key)?.CancelWaits();

    /// <summary>What a follower lacks is not kept for it any more: it needs a new copy.</summary>
    public void LoseSlot(string key, string slot)
    {
        var server = Server(key);
        server.Lost[slot] = server.Flushed;
    }

    /// <summary>The values that a server has, in the order of their commits.</summary>
    public IReadOnlyList<long> Values(string key) =>
        [.. (servers.GetValueOrDefault(key)?.Log ?? []).Where(entry => entry.Value >= 0).Select(entry => entry.Value)];

    /// <summary>It takes writes right now.</summary>
    public bool IsWriting(string key) => servers.GetValueOrDefault(key) is { IsWriting: true };

    public Owner? OwnerOf(string key) => servers.GetValueOrDefault(key)?.Owner;

    public ServerSettings? SettingsOf(string key) => servers.GetValueOrDefault(key)?.Settings;

    /// <summary>Writes a value (0 or more) as a client at an address, over a connection of its own.</summary>
    public async Task<ScriptedWrite> Write(IPEndPoint at, long value, TimeSpan limit)
    {
        if (await transport.Connect(at, CancellationToken.None) is not { } pipe)
        {
            return ScriptedWrite.Refused;
        }

        await using var timer = world.Clock.CreateTimer(
            _ => pipe.Input.CancelPendingRead(), null, limit, Timeout.InfiniteTimeSpan);
        var answer = ScriptedWrite.Unknown;
        try
        {
            await new ScriptedFrame(ScriptedWord.Write, value).Send(pipe.Output);
            answer = (await ScriptedFrame.Read(pipe.Input))?.Word switch
            {
                ScriptedWord.Acknowledged => ScriptedWrite.Acknowledged,
                ScriptedWord.AcknowledgedLocally => ScriptedWrite.AcknowledgedLocally,
                ScriptedWord.Refused => ScriptedWrite.Refused,
                _ => ScriptedWrite.Unknown,
            };
        }
        catch (Exception broken) when (broken is IOException or InvalidOperationException)
        {
            // Whether it was written nobody can tell.
        }

        var gone = new ConnectionReset("The client is gone.");
        await pipe.Output.CompleteAsync(gone);
        await pipe.Input.CompleteAsync(gone);
        return answer;
    }

    /// <summary>
    /// The values that clients wrote, in the order of their commits, as a client at an address reads them; null where
    /// nobody gives them in time.
    /// </summary>
    public async Task<IReadOnlyList<long>?> Read(IPEndPoint at, TimeSpan limit)
    {
        using var patience = new CancellationTokenSource(limit, world.Clock);
        try
        {
            return await ScriptedServer.Copy(transport, at, patience.Token) is var (log, _)
                ? [.. log.Where(entry => entry.Value >= 0).Select(entry => entry.Value)]
                : null;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>How a server does, for whoever reads why a story failed.</summary>
    public string Text(ServerView view)
    {
        var (server, sight) = (Server(view.Key), Server(view.Key).Look(world.Now));
        return $"{view}: {(sight.IsStandby ? "follows" : "writes")}, {(sight.IsFed ? "fed, " : "")}"
            + $"at {sight.Written} of "
            + $"{sight.Timeline}, followers {string.Join(' ', sight.Followers)}, "
            + $"slots {string.Join(' ', sight.Slots)}, "
            + $"waits for {string.Join(' ', server.Settings?.Synchronous ?? [])}";
    }

    internal ScriptedServer Server(string key) => servers.TryGetValue(key, out var server)
        ? server
        : throw new PostgresFailed($"There is no server {key}.");

    private ScriptedServer Running(string key) => Server(key) is { Process: not ServerProcess.None } server
        ? server
        : throw new PostgresFailed($"{key} does not run.");

    /// <summary>Whoever gives a start up ends what it began; whoever dies over it does not.</summary>
    private async Task UntilItAnswers(ScriptedServer server, CancellationToken ct)
    {
        if (StartTakes <= TimeSpan.Zero)
        {
            return;
        }

        var pid = server.View.Pid;
        world.After(StartTakes, () => Check(server));
        try
        {
            await Task.Delay(StartTakes, world.Clock, ct);
        }
        catch (OperationCanceledException)
        {
            Crash(server.Key);
            throw;
        }

        if (server.View.Pid != pid)
        {
            throw new PostgresFailed($"{server.Key} ended before it answered.");
        }
    }

    private void Stands(string key)
    {
        if (servers.GetValueOrDefault(key) is { Process: not ServerProcess.None })
        {
            throw new InvariantBroken($"{key} runs, and is to stand still for this.");
        }
    }

    private async Task Copy(string key, Upstream upstream, CancellationToken ct)
    {
        if (await ScriptedServer.Copy(transport, upstream.At, ct) is not { } copy)
        {
            throw new PostgresFailed($"Nobody at {upstream.At} gave {key} its data.");
        }

        var server = new ScriptedServer(world, transport, key, servers.GetValueOrDefault(key)?.Major ?? 18);
        server.Fill(copy.Log, copy.Timeline);
        servers[key] = server;
    }

    /// <summary>Calls for one server do not overlap.</summary>
    private Done Enter(string key)
    {
        if (!busy.Add(key))
        {
            throw world.Disk("postgres").Broken($"Two calls for {key} overlap.");
        }

        return new(this, key);
    }

    /// <summary>Half of the time of a call, before it acts: whoever calls may crash before, or after.</summary>
    private async Task Pass(CancellationToken ct)
    {
        Calls++;
        var fails = dice.Chance(FailShare);
        await Task.Delay(Drawn(), world.Clock, ct);
        ct.ThrowIfCancellationRequested();
        if (fails)
        {
            throw new PostgresFailed("The script says that it fails.");
        }
    }

    /// <summary>The other half: it is done, and whoever asked does not know yet.</summary>
    private async Task Linger(CancellationToken ct)
    {
        _ = ct;
        await Task.Delay(Drawn(), world.Clock, CancellationToken.None);
    }

    private TimeSpan Drawn() => Takes * (0.25 + dice.Fraction() / 2);

    /// <summary>Nobody else of its database takes writes.</summary>
    private void Check(ScriptedServer server)
    {
        if (server.IsWriting && servers.Values.FirstOrDefault(other =>
            other != server && other.IsWriting && DatabaseOf(other.Key) == DatabaseOf(server.Key)) is { } other)
        {
            world.Fail(new InvariantBroken($"{server.Key} and {other.Key} take writes at the same time."));
        }
    }

    private void Tell()
    {
        ears.RemoveAll(ear => ear.Life is { Over: true });
        foreach (var (life, hear) in ears.ToArray())
        {
            if (life is null)
            {
                hear();
            }
            else
            {
                life.Post(static hear => ((Action)hear!)(), hear);
            }
        }
    }

    private void Note(string what, string key) =>
        world.Scheduler.Note("postgres", $"{key} {what}", null, servers.Count);

    private sealed class Done(ScriptedPostgres postgres, string key) : IDisposable
    {
        public void Dispose() => postgres.busy.Remove(key);
    }

    private sealed class Ear(Action close) : IDisposable
    {
        public void Dispose() => close();
    }
}
