using System.Net;
using System.Net.Sockets;
using Faultline.Network.Polling;

namespace Faultline.Network;

/// <summary>
/// One end of a connection for whoever moves bytes in buffers of its own: nothing is copied on the way. One may receive
/// and one may send at a time. To give up waiting, end it: what waits then throws what <see cref="IsGone"/> knows.
/// </summary>
public abstract class Line
{
    /// <summary>Who is at the other end; null where nobody can say.</summary>
    public abstract IPEndPoint? Peer { get; }

    /// <summary>Something came, or the other end ended, while nobody asked.</summary>
    public virtual bool HasNews => false;

    /// <summary>The other end is known to have said all, or to be gone. Asked while nobody receives.</summary>
    public virtual bool HasEnded => false;

    /// <summary>Who goes on with whoever waits here, once one does; null where that may be any thread.</summary>
    public virtual object? Home => null;

    /// <summary>The <see cref="Home"/> of lines that this thread goes on with; null where it does with none.</summary>
    public static object? Here => Loop.Here;

    /// <summary>Whether that says no more than that the connection is gone.</summary>
    public static bool IsGone(Exception trouble) =>
        trouble is IOException or SocketException or ObjectDisposedException or OperationCanceledException;

    /// <summary>
    /// Bytes that came, as soon as there are any; 0 once the other end has said all. Without room for any it waits
    /// until there are some, as TLS does before it takes a buffer.
    /// </summary>
    public abstract ValueTask<int> Receive(Memory<byte> into);

    /// <summary>
    /// The same for whoever moves much: what it gives, be it an exception, is to be believed once <see cref="Arrive"/>
    /// has returned, which it does at once while nothing is the matter with the way.
    /// </summary>
    public virtual ValueTask<int> Take(Memory<byte> into) => Receive(into);

    /// <param name="bytes">How many came; 0 where that is not known.</param>
    public virtual ValueTask Arrive(int bytes) => ValueTask.CompletedTask;

    /// <summary>Has what comes here go to another line from now on, as soon as somebody runs it.</summary>
    public virtual Conduit Toward(Line other) => new(this, other);

    /// <summary>Waits until whoever is gone can be heard to be.</summary>
    public async ValueTask Hear()
    {
        try
        {
            await Arrive(0);
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // It is closed at this end already.
        }
    }

    /// <summary>
    /// Whoever waits for bytes waits no longer: an <see cref="OperationCanceledException"/> tells him, and the line is
    /// as it was. Where nobody waits, nothing happens. Only some lines can.
    /// </summary>
    public virtual void GiveUp()
    {
    }

    /// <summary>
    /// Has this called once when the other end is gone, or has said all and that was received, though nobody receives.
    /// Only some lines can tell.
    /// </summary>
    public virtual void OnEnd(Action tell)
    {
    }

    /// <summary>Returns when all are on their way.</summary>
    public abstract ValueTask Send(ReadOnlyMemory<byte> bytes);

    /// <summary>Says that nothing more will be sent. Does nothing where the connection is gone.</summary>
    public abstract void End();

    /// <summary>Ends both ways, after what was sent. May be called again, and by anybody.</summary>
    public abstract void Close();

    /// <summary>Ends both ways at once, and lets the other end know.</summary>
    public abstract void Reset();
}
