using System.Net;
using Faultline.Engines.Balancer.Http;
using Faultline.Kernel;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Http2;

/// <summary>
/// One end of a connection of HTTP/2. Each request with its answer is a <see cref="Strand"/>: to whoever has it, a line
/// on which HTTP/1.1 is spoken. Reading and writing are in the other halves of this class.
/// </summary>
/// <remarks>RFC 9113.</remarks>
internal sealed partial class Session(Line line, SessionOptions options, Func<Strand, Task>? serve = null)
{
    /// <summary>What everybody may send on a strand, and on the connection, before more is said.</summary>
    public const int WindowBytesFirst = 64 * 1024 - 1;

    /// <summary>
    /// So many requests at once ("Listeners for your Application Load Balancers", protocol versions).
    /// </summary>
    public const int StrandsMax = 128;

    /// <summary>
    /// What the other end has had its answer to, or has given up, still has to come to its end here, and it may ask
    /// again meanwhile: so many are taken in all, however fast they are begun and given up.
    /// </summary>
    private const int ServingMax = 2 * StrandsMax;

    /// <summary>Enough for all strands, so that one that nobody reads holds up no other.</summary>
    private const int WindowBytes = StrandsMax * WindowBytesFirst;

    private static readonly byte[] Preface = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8];

    private readonly Lock gate = new();
    private readonly Dictionary<int, Strand> strands = [];
    private readonly Signal served = new();
    private int moves = 1;
    private int seen;
    private int since;
    private int serving;
    private int opening;
    private bool leaves;
    private bool isOver;

    public SessionOptions Options => options;

    public IPEndPoint? Peer => line.Peer;

    /// <summary>Nothing is under way.</summary>
    public bool IsIdle
    {
        get
        {
            lock (gate)
            {
                return strands.Count + serving + opening == 0;
            }
        }
    }

    /// <summary>Something is on its way and the other end does not take it.</summary>
    public bool IsSending => Volatile.Read(ref sending) > 0;

    /// <summary>For how many ticks nothing has come or gone, for whoever asks at every tick.</summary>
    public int Still(int tick)
    {
        var now = Volatile.Read(ref moves);
        if (now != seen)
        {
            (seen, since) = (now, tick);
        }

        return tick - since;
    }

    /// <summary>Speaks until one of the two has enough.</summary>
    public async Task Run()
    {
        try
        {
            await Send(Greeting());
            if (await Read() is var error and not ErrorCode.None)
            {
                await Send(Farewell(error));
            }
        }
        catch (Exception gone) when (Line.IsGone(gone))
        {
            // Its strands are told below.
        }
        finally
        {
            Lose();
            line.Close();
            while (IsServing())
            {
                await served.Wait();
            }

            Release();
        }
    }

    /// <summary>A strand for a request; null when this end may not have another one.</summary>
    public Strand? Open()
    {
        lock (gate)
        {
            if (leaves || isOver || strands.Count + opening >= peer.StrandsMax || next < 0)
            {
                return null;
            }

            opening++;
            return new(this);
        }
    }

    /// <summary>Takes no more requests, and ends once those that are under way have.</summary>
    public void Leave()
    {
        lock (gate)
        {
            if (leaves || isOver)
            {
                return;
            }

            leaves = true;
        }

        _ = SayFarewell();
    }

    public void Reset() => line.Reset();

    /// <summary>A strand on which nothing more is to come or to go.</summary>
    public void Forget(Strand strand)
    {
        lock (gate)
        {
            if (strand.Id == 0)
            {
                opening -= strand.IsForgotten ? 0 : 1;
            }
            else
            {
                strands.Remove(strand.Id);
            }

            strand.IsForgotten = true;
        }

        EndIfDone();
    }

    private async Task SayFarewell()
    {
        await TrySend(Farewell(ErrorCode.None));
        EndIfDone();
    }

    private void EndIfDone()
    {
        lock (gate)
        {
            if (!leaves || strands.Count + serving + opening > 0)
            {
                return;
            }
        }

        line.Close();
    }

    private void Lose()
    {
        List<Strand> all;
        lock (gate)
        {
            isOver = true;
            all = [.. strands.Values];
        }

        all.ForEach(each => each.Lose());
    }

    /// <summary>Lets a request be served, if not too many are already.</summary>
    private bool TryServe(Strand strand)
    {
        lock (gate)
        {
            if (leaves || serving >= ServingMax)
            {
                return false;
            }

            serving++;
            strand.WindowOut = peer.WindowBytes;
            strands.Add(strand.Id, strand);
        }

        _ = Serve(strand);
        return true;
    }

    private async Task Serve(Strand strand)
    {
        // Whoever reads goes on reading.
        await Task.Yield();
        try
        {
            await serve!(strand);
        }
        finally
        {
            strand.Close();
            lock (gate)
            {
                serving--;
            }

            served.Tell();
            EndIfDone();
        }
    }

    private bool IsServing()
    {
        lock (gate)
        {
            return serving > 0;
        }
    }

    private Strand? Find(int id)
    {
        lock (gate)
        {
            return strands.GetValueOrDefault(id);
        }
    }
}
