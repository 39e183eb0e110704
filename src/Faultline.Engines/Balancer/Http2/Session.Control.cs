using System.Buffers.Binary;

namespace Faultline.Engines.Balancer.Http2;

/// <content>Frames that come and are about the connection, or about how a strand goes on.</content>
internal sealed partial class Session
{
    private PeerSettings peer = new();
    private bool hasSettings;

    private static ErrorCode TakePriority(FrameHead head, ReadOnlySpan<byte> bytes) =>
        head.Strand == 0 ? ErrorCode.Protocol : bytes.Length == 5 ? ErrorCode.None : ErrorCode.FrameSize;

    private ErrorCode TakeReset(FrameHead head, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 4)
        {
            return ErrorCode.FrameSize;
        }

        if (IsIdleStrand(head.Strand))
        {
            return ErrorCode.Protocol;
        }

        Find(head.Strand)?.Lose();
        return ErrorCode.None;
    }

    private ErrorCode TakeSettings(FrameHead head, ReadOnlySpan<byte> bytes)
    {
        if (head.Strand != 0)
        {
            return ErrorCode.Protocol;
        }

        if (head.Has(FrameHead.Answers))
        {
            return bytes.IsEmpty ? ErrorCode.None : ErrorCode.FrameSize;
        }

        hasSettings = true;
        lock (gate)
        {
            var before = peer.WindowBytes;
            if (peer.Take(bytes) is var error and not ErrorCode.None)
            {
                return error;
            }

            foreach (var strand in strands.Values)
            {
                if (!Widen(strand, (long)peer.WindowBytes - before))
                {
                    return ErrorCode.FlowControl;
                }
            }
        }

        new FrameHead(0, FrameType.Settings, FrameHead.Answers, 0).Add(replies);
        return ErrorCode.None;
    }

    private ErrorCode TakePing(FrameHead head, ReadOnlySpan<byte> bytes)
    {
        if (head.Strand != 0 || bytes.Length != 8)
        {
            return head.Strand != 0 ? ErrorCode.Protocol : ErrorCode.FrameSize;
        }

        if (!head.Has(FrameHead.Answers))
        {
            new FrameHead(8, FrameType.Ping, FrameHead.Answers, 0).Add(replies);
            replies.Add(bytes);
        }

        return ErrorCode.None;
    }

    /// <summary>The other end takes no more; what it has not looked at can be asked elsewhere.</summary>
    private ErrorCode TakeGoAway(FrameHead head, ReadOnlySpan<byte> bytes)
    {
        if (head.Strand != 0 || bytes.Length < 8)
        {
            return head.Strand != 0 ? ErrorCode.Protocol : ErrorCode.FrameSize;
        }

        var upTo = BinaryPrimitives.ReadInt32BigEndian(bytes) & int.MaxValue;
        List<Strand> unseen;
        lock (gate)
        {
            leaves |= !options.IsServer;
            unseen = options.IsServer ? [] : [.. strands.Values.Where(each => each.Id > upTo)];
        }

        unseen.ForEach(each => each.Lose());
        EndIfDone();
        return ErrorCode.None;
    }

    private ErrorCode TakeWindow(FrameHead head, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 4)
        {
            return ErrorCode.FrameSize;
        }

        var more = BinaryPrimitives.ReadInt32BigEndian(bytes) & int.MaxValue;
        if (more == 0 || (head.Strand != 0 && IsIdleStrand(head.Strand)))
        {
            return ErrorCode.Protocol;
        }

        if (head.Strand == 0)
        {
            return Widen(more) ? ErrorCode.None : ErrorCode.FlowControl;
        }

        lock (gate)
        {
            if (!strands.TryGetValue(head.Strand, out var strand) || Widen(strand, more))
            {
                return ErrorCode.None;
            }
        }

        Refuse(Find(head.Strand), ErrorCode.FlowControl);
        return ErrorCode.None;
    }
}
