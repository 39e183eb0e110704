namespace Faultline.Engines.Balancer.Targets;

/// <summary>Connections to one target that wait for another request. The one put aside last is used first.</summary>
internal sealed class Pool
{
    private const int IdleMax = 1024;

    private readonly Lock gate = new();
    private readonly Stack<Back> idle = new();
    private bool closed;

    public Back? Take()
    {
        lock (gate)
        {
            return idle.TryPop(out var back) ? back : null;
        }
    }

    public void Put(Back back)
    {
        lock (gate)
        {
            if (!closed && !back.IsOnce && idle.Count < IdleMax)
            {
                idle.Push(back);
                return;
            }
        }

        back.Close();
    }

    /// <summary>Closes what has waited since before that tick.</summary>
    public void Sweep(int before)
    {
        List<Back>? old = null;
        lock (gate)
        {
            if (idle.Count == 0)
            {
                return;
            }

            var kept = idle.Where(back => back.Since >= before).Reverse().ToList();
            if (kept.Count == idle.Count)
            {
                return;
            }

            old = [.. idle.Where(back => back.Since < before)];
            idle.Clear();
            kept.ForEach(idle.Push);
        }

        old.ForEach(back => back.Close());
    }

    /// <summary>What comes back later is closed as well.</summary>
    public void Close()
    {
        Back[] all;
        lock (gate)
        {
            closed = true;
            all = [.. idle];
            idle.Clear();
        }

        Array.ForEach(all, back => back.Close());
    }
}
