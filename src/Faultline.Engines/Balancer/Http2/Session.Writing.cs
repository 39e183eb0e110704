using System.Buffers.Binary;
using Faultline.Engines.Balancer.Http;
using Faultline.Kernel;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Http2;

/// <content>Frames that go.</content>
internal sealed partial class Session
{
    private readonly Turn turn = new();
    private readonly Out output = new();

    /// <summary>How much may be sent on all strands together.</summary>
    private long windowOut = WindowBytesFirst;

    private int sending;

    /// <summary>What others have used up and the other end has not been told of yet.</summary>
    private int owed;

    /// <summary>The number of the next request that this end has.</summary>
    private int next = 1;

    /// <summary>
    /// Sends a head, or what stands behind a body. The first one of a request gives the strand its number.
    /// </summary>
    public async ValueTask SendFields(Strand strand, Out fields, bool ends)
    {
        await turn.Take(CancellationToken.None);
        try
        {
            if (strand.Id == 0)
            {
                Begin(strand);
            }

            output.Begin(fields.Length + FrameHead.Bytes);
            var rest = fields.Written.Span;
            var (type, flags) = (FrameType.Headers, ends ? FrameFlags.End : FrameFlags.None);
            do
            {
                var count = Math.Min(rest.Length, FrameHead.LengthMax);
                flags |= count == rest.Length ? FrameFlags.EndOfBlock : FrameFlags.None;
                new FrameHead(count, type, flags, strand.Id).Add(output);
                output.Add(rest[..count]);
                rest = rest[count..];
                (type, flags) = (FrameType.Continuation, FrameFlags.None);
            }
            while (!rest.IsEmpty);
            await Put(output.Written);
        }
        finally
        {
            turn.Give();
        }
    }

    /// <summary>Sends bytes of a body, as fast as the other end wants them.</summary>
    public async ValueTask SendData(Strand strand, ReadOnlyMemory<byte> bytes, bool ends)
    {
        do
        {
            var count = bytes.IsEmpty ? 0 : await TakeRoom(strand, Math.Min(bytes.Length, FrameHead.LengthMax));
            await turn.Take(CancellationToken.None);
            try
            {
                output.Begin(count + FrameHead.Bytes);
                var flags = ends && count == bytes.Length ? FrameFlags.End : FrameFlags.None;
                new FrameHead(count, FrameType.Data, flags, strand.Id).Add(output);
                output.Add(bytes.Span[..count]);
                await Put(output.Written);
            }
            finally
            {
                turn.Give();
            }

            bytes = bytes[count..];
        }
        while (!bytes.IsEmpty);
    }

    /// <summary>Tells the other end that there is room again.</summary>
    public async ValueTask Credit(Strand strand, int bytes, bool isOpen)
    {
        var told = new Out();
        if (isOpen)
        {
            AddWindow(strand.Id, bytes, told);
        }

        Credit(bytes, told);
        if (told.Length > 0)
        {
            await TrySend(told.Written);
        }

        told.Release();
    }

    /// <summary>Says that a strand is over, without waiting for that.</summary>
    public void SayReset(Strand strand, ErrorCode error)
    {
        if (strand.Id != 0)
        {
            var told = new Out();
            AddReset(strand.Id, error, told);
            _ = TrySend(told.Written).AsTask();
        }
    }

    /// <summary>Sends unless the connection is gone, which whoever reads it finds out.</summary>
    public async ValueTask TrySend(ReadOnlyMemory<byte> frames)
    {
        try
        {
            await Send(frames);
        }
        catch (Exception gone) when (Line.IsGone(gone))
        {
            line.Reset();
        }
    }

    private async ValueTask Send(ReadOnlyMemory<byte> frames)
    {
        await turn.Take(CancellationToken.None);
        try
        {
            await Put(frames);
        }
        finally
        {
            turn.Give();
        }
    }

    /// <summary>Only whoever has the turn does.</summary>
    private async ValueTask Put(ReadOnlyMemory<byte> frames)
    {
        Volatile.Write(ref sending, 1);
        await line.Send(frames);
        Volatile.Write(ref sending, 0);
        Interlocked.Increment(ref moves);
    }

    private void Begin(Strand strand)
    {
        lock (gate)
        {
            if (isOver || strand.IsForgotten)
            {
                throw new IOException("The connection is gone.");
            }

            strand.Id = next;
            strand.WindowOut = peer.WindowBytes;
            next += 2;
            opening--;
            strands.Add(strand.Id, strand);
        }
    }

    /// <summary>Waits until at least a byte may be sent, and takes room for as many as may.</summary>
    private async ValueTask<int> TakeRoom(Strand strand, int wanted)
    {
        while (true)
        {
            lock (gate)
            {
                var room = (int)Math.Min(wanted, Math.Min(windowOut, strand.WindowOut));
                if (room > 0)
                {
                    windowOut -= room;
                    strand.WindowOut -= room;
                    return room;
                }
            }

            await strand.Room.Wait();
            strand.ThrowIfLost();
        }
    }

    /// <summary>A strand may send more, or less; false when that is more than can be counted.</summary>
    private static bool Widen(Strand strand, long more)
    {
        strand.WindowOut += more;
        strand.Room.Tell();
        return strand.WindowOut <= int.MaxValue;
    }

    private bool Widen(int more)
    {
        lock (gate)
        {
            windowOut += more;
            foreach (var strand in strands.Values)
            {
                strand.Room.Tell();
            }

            return windowOut <= int.MaxValue;
        }
    }

    private void Credit(int bytes, Out into)
    {
        lock (gate)
        {
            owed += bytes;
            if (owed < WindowBytesFirst)
            {
                return;
            }

            AddWindow(0, owed, into);
            windowIn += owed;
            owed = 0;
        }
    }

    /// <summary>What this end wants of the other.</summary>
    private byte[] Greeting()
    {
        var frames = new Out();
        frames.Begin(0);
        if (!options.IsServer)
        {
            frames.Add(Preface);
        }

        (int Name, int Value)[] settings = options.IsServer
            ? [(3, StrandsMax), (6, options.HeadBytesMax)]
            : [(2, 0), (6, options.HeadBytesMax)];
        new FrameHead(settings.Length * 6, FrameType.Settings, FrameFlags.None, 0).Add(frames);
        Span<byte> entry = stackalloc byte[6];
        foreach (var (name, value) in settings)
        {
            BinaryPrimitives.WriteInt16BigEndian(entry, (short)name);
            BinaryPrimitives.WriteInt32BigEndian(entry[2..], value);
            frames.Add(entry);
        }

        AddWindow(0, WindowBytes - WindowBytesFirst, frames);
        return Take(frames);
    }

    private byte[] Farewell(ErrorCode error)
    {
        var frames = new Out();
        new FrameHead(8, FrameType.GoAway, FrameFlags.None, 0).Add(frames);
        AddNumber(last, frames);
        AddNumber((int)error, frames);
        return Take(frames);
    }

    private static byte[] Take(Out frames)
    {
        var bytes = frames.Written.ToArray();
        frames.Release();
        return bytes;
    }

    private static void AddReset(int id, ErrorCode error, Out into)
    {
        new FrameHead(4, FrameType.Reset, FrameFlags.None, id).Add(into);
        AddNumber((int)error, into);
    }

    private static void AddWindow(int id, int more, Out into)
    {
        new FrameHead(4, FrameType.Window, FrameFlags.None, id).Add(into);
        AddNumber(more, into);
    }

    private static void AddNumber(int number, Out into)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, number);
        into.Add(bytes);
    }
}
