using System.Buffers;
using System.Runtime.CompilerServices;
using Faultline.Engines.Balancer.Targets;
using Faultline.Network;

namespace Faultline.Engines.Balancer.Http;

/// <content>Bodies, either way.</content>
internal sealed partial class Front
{
    private const int BodyBytes = 32 * 1024;

    /// <summary>Carries the rest of the body while the answer may come already; false when it broke off.</summary>
    private async Task<bool> Upload(Line to)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BodyBytes);
        try
        {
            while (!bodyIsWhole)
            {
                var most = framing.Kind == BodyKind.Length ? (int)Math.Min(bodyLeft, buffer.Length) : buffer.Length;
                var count = await Hear(buffer.AsMemory(0, most));
                var inBody = count == 0 ? 0 : Follow(buffer.AsSpan(0, count));
                if (inBody <= 0)
                {
                    // The target is not left to wait for the rest.
                    to.Reset();
                    return false;
                }

                if (inBody < count)
                {
                    // The next request is here already: only chunks can end before what was asked for does.
                    Keep(buffer.AsSpan(inBody, count - inBody));
                }

                since = Node.Ticks;
                Node.Counts.Add(Count.BytesIn, count);
                NoteReceived(inBody);
                await to.Send(buffer.AsMemory(0, inBody));
            }

            return true;
        }
        catch (Exception gone) when (Line.IsGone(gone))
        {
            return false;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>What the client goes on to say; nothing when it has ended, or is gone.</summary>
    private async ValueTask<int> Hear(Memory<byte> into)
    {
        try
        {
            return await line.Receive(into);
        }
        catch (Exception gone) when (Line.IsGone(gone))
        {
            isGone = true;
            return 0;
        }
    }

    /// <summary>How much of the bytes is of the body; -1 when they cannot be.</summary>
    private int Follow(ReadOnlySpan<byte> bytes)
    {
        if (framing.Kind == BodyKind.Chunked)
        {
            var inBody = chunks.Follow(bytes);
            bodyIsWhole = chunks.IsDone;
            return inBody;
        }

        bodyLeft -= bytes.Length;
        bodyIsWhole = bodyLeft == 0;
        return bytes.Length;
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        while (input.Length - end < bytes.Length)
        {
            Grow();
        }

        bytes.CopyTo(input.AsSpan(end));
        end += bytes.Length;
    }

    /// <summary>Carries the answer whose head is there; true when the target's connection can be used again.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> Relay(Back from, byte[] cookies)
    {
        if (Framing.OfAnswer(from.Head, from.Bytes, IsHead) is not { } answer)
        {
            keeps = await Say(502, keeps && bodyIsWhole);
            return false;
        }

        var isUpgraded = from.Head.Status == 101;
        var fromKeeps = from.Head.IsLatest && answer.Kind != BodyKind.UntilEnd && !isUpgraded && !Closes(from);
        keeps &= answer.Kind != BodyKind.UntilEnd && !port.IsOver && (bodyIsWhole || framing.Kind != BodyKind.None);
        var body = default(Chunks);
        var inBody = from.End - from.Head.Length;
        var left = answer.Length;
        var isWhole = Take(answer, ref body, ref left, from.Bytes[from.Head.Length..], ref inBody);
        if (inBody < 0)
        {
            keeps = await Say(502, keeps && bodyIsWhole);
            return false;
        }

        AnswerHead.Write(
            from.Head, from.Bytes[..from.Head.Length], !keeps, head.IsLatest, isUpgraded, cookies, output);
        output.Add(from.Bytes.Slice(from.Head.Length, inBody));
        Tally(from.Head.Status, output.Length);
        Wait(Stage.Body);
        await line.Send(output.Written);
        if (isUpgraded)
        {
            keeps = false;
            await Join(from, from.Head.Length + inBody);
            return false;
        }

        // More than the answer: whoever says so much is not trusted with another request.
        fromKeeps &= from.Head.Length + inBody == from.End;
        while (!isWhole)
        {
            var count = await from.Line.Take(from.Buffer);
            await from.Line.Arrive(count);
            since = Node.Ticks;
            inBody = count;
            isWhole = count == 0
                ? answer.Kind == BodyKind.UntilEnd
                : Take(answer, ref body, ref left, from.Buffer.AsSpan(0, count), ref inBody);
            if ((count == 0 && !isWhole) || inBody < 0)
            {
                // The client must not take a half for the whole.
                throw new IOException("The target broke off.");
            }

            fromKeeps &= inBody == count;
            await line.Send(from.Buffer.AsMemory(0, inBody));
            Node.Counts.Add(Count.BytesOut, inBody);
            NoteSent(inBody);
        }

        return fromKeeps;
    }

    /// <summary>Finds how much of the bytes is of the answer's body, and whether that is its end.</summary>
    private static bool Take(
        Framing answer, ref Chunks body, ref long left, ReadOnlySpan<byte> bytes, ref int inBody)
    {
        switch (answer.Kind)
        {
            case BodyKind.Length:
                inBody = (int)Math.Min(left, bytes.Length);
                left -= inBody;
                return left == 0;
            case BodyKind.Chunked:
                inBody = body.Follow(bytes);
                return body.IsDone;
            case BodyKind.UntilEnd:
                inBody = bytes.Length;
                return false;
            default:
                inBody = 0;
                return true;
        }
    }

    private static bool Closes(Back from)
    {
        foreach (var field in from.Head.Fields)
        {
            if (field.Name == FieldName.Connection && Names(field, from.Bytes, "close"u8))
            {
                return true;
            }
        }

        return false;
    }

    private void Tally(int status, int bytes)
    {
        Node.Counts.Add(Counts.OfAnswer(status));
        Node.Counts.Add(Count.BytesOut, bytes);
        NoteAnswer(status, bytes);
    }

    /// <summary>From here on the two speak another language, and the balancer only carries.</summary>
    private async ValueTask Join(Back from, int rest)
    {
        if (rest < from.End)
        {
            await line.Send(from.Buffer.AsMemory(rest, from.End - rest));
        }

        if (used < end)
        {
            await from.Line.Send(input.AsMemory(used, end - used));
        }

        NoteUpgrade(received: end - used, sent: from.End - rest);
        splice = new(line, from.Line);
        try
        {
            await splice.Run();
        }
        finally
        {
            splice.Tally(Carried);
        }
    }
}
