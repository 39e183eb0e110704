namespace Faultline.Network.Polling;

/// <summary>
/// A conduit between two sockets of one loop. While nothing is the matter with either way the loop sends on at once
/// what it receives: nobody is called, and each chunk lies in the one buffer that all of them have in common. What
/// cannot be sent on at once is given to whoever runs the conduit, as if nothing had gone on by itself.
/// </summary>
/// <remarks>With hundreds of connections what a chunk costs is what of its own it has to fetch from memory.</remarks>
internal sealed class Shortcut(Strait from, Strait to, PolledLine source, PolledLine target) : Conduit(from, to)
{
    /// <summary>After as many full buffers it is the turn of others.</summary>
    private const int ChunksMax = 16;

    [ThreadStatic]
    private static byte[]? scratch;

    private readonly Route arriving = from.Arriving;
    private readonly Route leaving = to.Leaving;
    private readonly Traffic? gives = from.Traffic;
    private readonly Traffic? takes = to.Traffic;
    private readonly TimeSpan grain = from.Grain;

    /// <summary>
    /// On the loop's thread: sends on what comes, until there is nothing more. What it gives, and puts into the
    /// buffer, is to be sent on by somebody else.
    /// </summary>
    /// <param name="isDone">Another try would find nothing, before the loop tells.</param>
    public int Move(Span<byte> rest, out bool isDone)
    {
        for (var chunks = 0; chunks < ChunksMax; chunks++)
        {
            if (!IsFree)
            {
                return source.Receive(rest, out isDone);
            }

            var chunk = (scratch ??= new byte[Conduit.BufferBytes]).AsSpan(0, rest.Length);
            var count = source.Receive(chunk, out isDone);
            if (count <= 0)
            {
                return count;
            }

            var sent = Math.Max(0, target.Push(chunk[..count]));
            gives?.From(sent);
            takes?.To(sent);
            Count(sent);
            if (sent < count)
            {
                chunk[sent..count].CopyTo(rest);
                return count - sent;
            }

            if (isDone)
            {
                return Epoll.NotNow;
            }
        }

        source.NoticeAgain();
        isDone = true;
        return Epoll.NotNow;
    }

    protected override ValueTask<int> Take(Memory<byte> into) => source.Receive(into, this);

    /// <summary>Both ways are plain, and the one who is to have it can be asked on this thread.</summary>
    private bool IsFree => target.IsHere && arriving.Look().IsPlain(grain) && leaving.Look().IsPlain(grain);
}
