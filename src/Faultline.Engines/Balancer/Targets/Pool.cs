using Faultline.Network;

namespace Faultline.Engines.Balancer.Targets;

/// <summary>
/// Connections to one target that wait for another request. The one put aside last is used first. Where threads go on
/// with lines of their own, each has a shelf of its own: a request with both ends on one thread waits for no other.
/// </summary>
internal sealed class Pool
{
    private const int IdleMax = 1024;

    private readonly Lock gate = new();
    private readonly Stack<Back> anywhere = new();
    private readonly Dictionary<object, Stack<Back>> shelves = [];
    private int count;
    private bool closed;

    public Back? Take()
    {
        var here = Line.Here;
        lock (gate)
        {
            if (count == 0 || !Nearest(here).TryPop(out var back))
            {
                return null;
            }

            count--;
            return back;
        }
    }

    public void Put(Back back)
    {
        lock (gate)
        {
            if (!closed && !back.IsOnce && count < IdleMax)
            {
                Shelf(back.Line.Home).Push(back);
                count++;
                return;
            }
        }

        back.Close();
    }

    /// <summary>Closes what has waited since before that tick.</summary>
    public void Sweep(int before)
    {
        List<Back> old = [];
        lock (gate)
        {
            foreach (var shelf in Shelves)
            {
                if (shelf.Any(back => back.Since < before))
                {
                    var kept = shelf.Where(back => back.Since >= before).Reverse().ToList();
                    old.AddRange(shelf.Where(back => back.Since < before));
                    shelf.Clear();
                    kept.ForEach(shelf.Push);
                }
            }

            count -= old.Count;
        }

        old.ForEach(back => back.Close());
    }

    /// <summary>What comes back later is closed as well.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
        }

        Sweep(int.MaxValue);
    }

    private IEnumerable<Stack<Back>> Shelves => shelves.Values.Prepend(anywhere);

    private Stack<Back> Nearest(object? here)
    {
        if (here is not null && shelves.TryGetValue(here, out var near) && near.Count > 0)
        {
            return near;
        }

        return here is not null ? anywhere : Shelves.FirstOrDefault(shelf => shelf.Count > 0, anywhere);
    }

    private Stack<Back> Shelf(object? home)
    {
        if (home is null)
        {
            return anywhere;
        }

        if (!shelves.TryGetValue(home, out var shelf))
        {
            shelves.Add(home, shelf = new());
        }

        return shelf;
    }
}
