using Faultline.Engines.Postgres;
using Faultline.Kernel;
using Faultline.Network;

namespace Faultline.Simulation;

/// <summary>What a scripted server does while it runs.</summary>
internal sealed partial class ScriptedServer
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(60);
    private static readonly TimeSpan StatusEvery = TimeSpan.FromMilliseconds(700);

    /// <summary>All entries of a server at an address; null where nobody gives them.</summary>
    public static async Task<(List<ScriptedEntry> Log, int Timeline)?> Copy(
        SimulatedTransport transport, System.Net.IPEndPoint at, CancellationToken ct)
    {
        if (await transport.Connect(at, ct) is not { } pipe)
        {
            return null;
        }

        var connection = new Connection(pipe);
        await using var cancelled = ct.Register(connection.Break);
        var log = new List<ScriptedEntry>();
        try
        {
            await new ScriptedFrame(ScriptedWord.Copy).Send(pipe.Output);
            while (await ScriptedFrame.Read(pipe.Input) is { } frame)
            {
                if (frame.Word == ScriptedWord.End)
                {
                    return (log, (int)frame.A);
                }

                log.Add(ScriptedEntry.After(
                    log.Count == 0 ? 0 : log[^1].History, (int)frame.A, frame.B, new(frame.C, TimeSpan.Zero)));
            }
        }
        catch (Exception broken) when (broken is IOException or InvalidOperationException)
        {
            // The connection broke on the way.
        }
        finally
        {
            connection.Break();
            await pipe.Input.CompleteAsync();
        }

        ct.ThrowIfCancellationRequested();
        return null;
    }

    private async Task Accept(IListener from, int mine)
    {
        while (await from.Accept() is { } arrival)
        {
            _ = Serve(new(arrival.Pipe), mine);
        }
    }

    private async Task Serve(Connection connection, int mine)
    {
        connections.Add(connection);
        try
        {
            while (await ScriptedFrame.Read(connection.Pipe.Input) is { } frame && await GoesOn(mine))
            {
                if (frame.Word == ScriptedWord.Write)
                {
                    await new ScriptedFrame(await Commit(frame.A, connection, mine)).Send(connection.Pipe.Output);
                }
                else if (frame.Word == ScriptedWord.Copy)
                {
                    await SendAll(connection);
                }
                else if (frame.Word == ScriptedWord.Follow)
                {
                    await Feed(connection, frame, mine);
                    break;
                }
            }
        }
        catch (Exception broken) when (broken is IOException or InvalidOperationException)
        {
            // Whoever was there is gone.
        }
        finally
        {
            connections.Remove(connection);
            connection.Break();
            await connection.Pipe.Input.CompleteAsync();
        }
    }

    private async Task<ScriptedWord> Commit(long value, Connection connection, int mine)
    {
        if (IsStandby)
        {
            return ScriptedWord.Refused;
        }

        Add(value, world.Now);
        var (place, cancels) = (Log.Count, cancelled);
        await world.Delay(world.Below(TimeSpan.FromMilliseconds(1)) + TimeSpan.FromMicroseconds(1));
        if (!await GoesOn(mine))
        {
            throw new ConnectionReset("The server has ended.");
        }

        Flushed = Math.Max(Flushed, place);
        Wake();
        while (Settings!.Synchronous.Count > 0
            && Settings.Synchronous.Count(slot => followers.GetValueOrDefault(slot)?.Flushed >= place)
                < Settings.Quorum)
        {
            await Woken();
            if (!await GoesOn(mine) || connection.IsBroken)
            {
                throw new ConnectionReset("The server has ended.");
            }

            if (cancels != cancelled)
            {
                return ScriptedWord.AcknowledgedLocally;
            }
        }

        return ScriptedWord.Acknowledged;
    }

    private async Task SendAll(Connection connection)
    {
        foreach (var entry in Log.Take(Flushed))
        {
            Frame(entry).Write(connection.Pipe.Output);
        }

        await new ScriptedFrame(ScriptedWord.End, Timeline).Send(connection.Pipe.Output);
    }

    private static ScriptedFrame Frame(in ScriptedEntry entry) =>
        new(ScriptedWord.Entry, entry.Timeline, entry.Value, entry.At.UtcTicks);

    /// <summary>Sends a standby what it lacks, as long as both are there.</summary>
    private async Task Feed(Connection connection, ScriptedFrame asked, int mine)
    {
        var (slot, from) = (asked.Text, (int)asked.A);
        if (!Slots.Contains(slot) || from < Lost.GetValueOrDefault(slot) || from > Flushed
            || HistoryAt(from) != asked.B)
        {
            await new ScriptedFrame(ScriptedWord.Refused).Send(connection.Pipe.Output);
            return;
        }

        var follower = followers[slot] = new() { Flushed = from };
        Wake();
        await new ScriptedFrame(ScriptedWord.Fed).Send(connection.Pipe.Output);
        _ = Stream(connection, slot, follower, from, mine);
        try
        {
            while (await ScriptedFrame.Read(connection.Pipe.Input) is { } frame && await GoesOn(mine))
            {
                follower.Flushed = Math.Max(follower.Flushed, (int)frame.A);
                Wake();
            }
        }
        finally
        {
            Leave(slot, follower);
        }
    }

    private async Task Stream(Connection connection, string slot, Follower follower, int sent, int mine)
    {
        try
        {
            while (await GoesOn(mine) && followers.GetValueOrDefault(slot) == follower && Slots.Contains(slot))
            {
                if (sent == Flushed)
                {
                    await Woken();
                    continue;
                }

                var upTo = Flushed;
                for (; sent < upTo; sent++)
                {
                    Frame(Log[sent]).Write(connection.Pipe.Output);
                }

                if ((await connection.Pipe.Output.FlushAsync()).IsCompleted)
                {
                    break;
                }
            }
        }
        catch (Exception broken) when (broken is IOException or InvalidOperationException)
        {
            // The standby is gone.
        }

        Leave(slot, follower);
        connection.Break();
    }

    private void Leave(string slot, Follower follower)
    {
        if (followers.GetValueOrDefault(slot) == follower)
        {
            followers.Remove(slot);
            Wake();
        }
    }

    /// <summary>Follows whom the settings say, as long as it is a standby.</summary>
    private async Task Follow(int mine)
    {
        while (await GoesOn(mine) && IsStandby)
        {
            if (Settings?.Upstream is { } at && await transport.Connect(at.At, CancellationToken.None) is { } pipe)
            {
                upstream = new(pipe);
                await Receive(upstream, at, mine);
            }

            IsFed = false;
            await world.Delay(RetryAfter * (0.5 + world.Dice.Fraction()));
        }
    }

    private async Task Receive(Connection connection, Upstream at, int mine)
    {
        connections.Add(connection);
        var (input, output) = (connection.Pipe.Input, connection.Pipe.Output);
        await using var status = world.Clock.CreateTimer(
            _ => _ = Say(connection, mine), null, StatusEvery, StatusEvery);
        try
        {
            await new ScriptedFrame(ScriptedWord.Follow, Log.Count, History, Text: at.Slot).Send(output);
            while (await ScriptedFrame.Read(input) is { } frame && await GoesOn(mine)
                && !connection.IsBroken && IsStandby)
            {
                if (frame.Word is not ScriptedWord.Entry and not ScriptedWord.Fed)
                {
                    break;
                }

                IsFed = true;
                if (frame.Word == ScriptedWord.Fed)
                {
                    continue;
                }

                Timeline = (int)frame.A;
                Add(frame.B, new(frame.C, TimeSpan.Zero));
                Flushed = Log.Count;
                Wake();
                await new ScriptedFrame(ScriptedWord.Flushed, Flushed).Send(output);
            }
        }
        catch (Exception broken) when (broken is IOException or InvalidOperationException)
        {
            // The upstream is gone.
        }
        finally
        {
            connections.Remove(connection);
            connection.Break();
            await input.CompleteAsync();
        }
    }

    /// <summary>Says what it has, so that it is heard of while nothing is written.</summary>
    private async Task Say(Connection connection, int mine)
    {
        if (Lives(mine) && Process == ServerProcess.Running && !connection.IsBroken)
        {
            try
            {
                await new ScriptedFrame(ScriptedWord.Flushed, Flushed).Send(connection.Pipe.Output);
            }
            catch (Exception broken) when (broken is IOException or InvalidOperationException)
            {
                // The loop that reads sees it too.
            }
        }
    }
}
