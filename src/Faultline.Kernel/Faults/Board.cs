namespace Faultline.Kernel.Faults;

/// <summary>
/// The faults in force, as the seams see them. It is shown a new view when a fault begins or ends; whoever acts on
/// faults, and is not merely asked on the way, hears that it changed, never what.
/// </summary>
public sealed class Board
{
    private readonly Lock gate = new();
    private Action[] heard = [];
    private BoardView view = BoardView.Empty;

    public BoardView View => Volatile.Read(ref view);

    public void Show(BoardView next)
    {
        Volatile.Write(ref view, next);
        foreach (var each in Volatile.Read(ref heard))
        {
            each();
        }
    }

    /// <summary>Calls back after each change, until it is disposed. The callback must not wait.</summary>
    public IDisposable OnChange(Action hear)
    {
        lock (gate)
        {
            heard = [.. heard, hear];
        }

        return new Listener(this, hear);
    }

    private sealed class Listener(Board board, Action hear) : IDisposable
    {
        public void Dispose()
        {
            lock (board.gate)
            {
                board.heard = [.. board.heard.Where(each => each != hear)];
            }
        }
    }
}
