using Faultline.Engines.Balancer.Http;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Http2;

/// <content>Text becomes frames.</content>
internal sealed partial class Strand
{
    /// <summary>What stands before the fields behind a body, so that they can be read as those of a head.</summary>
    private static readonly byte[] NoHead = [.. "HTTP/1.1 200 \r\n"u8];

    private readonly Head head = new();

    /// <summary>Text of a head that is not whole yet, or of the fields behind a body.</summary>
    private readonly Out going = new();
    private readonly Out fields = new();
    private Part part;
    private Chunks chunks;
    private long goingLeft;

    /// <summary>The request is one for a head alone, whatever its answer says of a body.</summary>
    private bool asksHead;

    private enum Part : byte
    {
        Head,
        Measured,
        Chunked,
        UntilEnd,
        Done,
    }

    public override async ValueTask Send(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty && part != Part.Done)
        {
            ThrowIfLost();
            var used = part switch
            {
                Part.Head => await SendHead(bytes),
                Part.Chunked => await SendChunk(bytes),
                _ => await SendBody(bytes),
            };
            bytes = bytes[used..];
        }
    }

    private async ValueTask<int> SendHead(ReadOnlyMemory<byte> bytes)
    {
        var before = going.Length;
        going.Add(bytes.Span);
        if (!head.Read(going.Written.Span, isAnswer: IsServer))
        {
            return bytes.Length;
        }

        var framing = ReadHead();
        var used = head.Length - before;
        var isInterim = IsServer && head.Status < 200;
        part = isInterim ? Part.Head : framing.Kind switch
        {
            BodyKind.Length => Part.Measured,
            BodyKind.Chunked => Part.Chunked,
            BodyKind.UntilEnd => Part.UntilEnd,
            _ => Part.Done,
        };
        goingLeft = framing.Length;
        await SendFields(ends: part == Part.Done);
        head.Clear();
        going.Begin(0);
        return used;
    }

    private Framing ReadHead()
    {
        var bytes = going.Written.Span;
        fields.Begin(0);
        Framing? framing = null;
        if (head.Fault is null && IsServer)
        {
            framing = Framing.OfAnswer(head, bytes, asksHead);
            Blocks.AddAnswer(head, bytes, fields);
        }
        else if (head.Fault is null)
        {
            framing = Framing.OfRequest(head, bytes);
            asksHead = bytes[head.Method].SequenceEqual("HEAD"u8);
            Blocks.AddRequest(head, bytes, session.Options.IsSecure, session.Options.TakesTrailers, fields);
        }

        return framing ?? throw new IOException("What is to be sent is no message.");
    }

    private async ValueTask<int> SendBody(ReadOnlyMemory<byte> bytes)
    {
        var count = part == Part.UntilEnd ? bytes.Length : (int)Math.Min(bytes.Length, goingLeft);
        goingLeft -= count;
        var ends = part == Part.Measured && goingLeft == 0;
        await session.SendData(this, bytes[..count], ends);
        if (ends)
        {
            Done();
        }

        return count;
    }

    private async ValueTask<int> SendChunk(ReadOnlyMemory<byte> bytes)
    {
        var used = chunks.Peel(bytes.Span, going, out var data);
        if (used < 0)
        {
            throw new IOException("What is to be sent is no message.");
        }

        if (data > 0)
        {
            await session.SendData(this, bytes[(used - data)..used], ends: false);
        }

        if (!chunks.IsDone)
        {
            return used;
        }

        if (going.Length <= "\r\n"u8.Length)
        {
            await session.SendData(this, default, ends: true);
            Done();
            return used;
        }

        byte[] trailers = [.. NoHead, .. going.Written.Span];
        if (!head.Read(trailers, isAnswer: true) || head.Fault is not null)
        {
            throw new IOException("What is to be sent is no message.");
        }

        fields.Begin(0);
        Blocks.AddFields(head, trailers, fields);
        await SendFields(ends: true);
        return used;
    }

    private async ValueTask SendFields(bool ends)
    {
        await session.SendFields(this, fields, ends);
        if (ends)
        {
            Done();
        }
    }

    /// <summary>The whole message is on its way.</summary>
    private void Done()
    {
        part = Part.Done;
        going.Release();
        fields.Release();
        Ended(isIn: false);
    }

    /// <summary>The answer is over; what the client still has to say of its request nobody hears.</summary>
    private async Task EndAnswer()
    {
        try
        {
            if (part == Part.UntilEnd)
            {
                await session.SendData(this, default, ends: true);
                Done();
            }
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // Nobody is there to hear of it.
        }

        Close();
    }
}
