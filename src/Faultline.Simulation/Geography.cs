using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Network;

namespace Faultline.Simulation;

/// <summary>
/// Puts the hosts of a simulation at places of the map, so that faults on the board strike them: power fails and
/// returns, hosts stand still and go on, clocks are skewed, and what lies between two hosts is what lies between their
/// places.
/// </summary>
public sealed class Geography : IDisposable
{
    private readonly World world;
    private readonly Board board;
    private readonly Dictionary<Host, Placed> placed = [];
    private readonly IDisposable listening;

    public Geography(World world, Atlas atlas, Board board)
    {
        (this.world, Atlas, this.board) = (world, atlas, board);
        world.Network.Between = Between;
        listening = board.OnChange(Look);
    }

    public Atlas Atlas { get; }

    /// <summary>
    /// Puts a host somewhere. What it does when it starts it does now, and again each time its power returns.
    /// </summary>
    public Host Put(string name, string place, Func<Host, Node, Task>? start = null)
    {
        var host = world.Host(name);
        var at = Atlas.TryFind(place, out var found) ? found : throw new ArgumentException($"There is no {place}.");
        var here = new Placed(host, at, start);
        placed.Add(host, here);
        if (!board.View.Host(at, name).Off)
        {
            Start(here);
        }

        return host;
    }

    /// <summary>Whether it has power.</summary>
    public bool IsUp(Host host) => placed[host].IsUp;

    /// <summary>The node of the host's present life, with the clock of its place.</summary>
    public Node NodeOf(Host host) =>
        host.Node with { Clock = new BoardClock(host.Node.Clock, board, placed[host].At) };

    public void Dispose() => listening.Dispose();

    private void Look()
    {
        foreach (var here in placed.Values)
        {
            var state = board.View.Host(here.At, here.Host.Name);
            if (state.Off && here.IsUp)
            {
                here.IsUp = here.StandsStill = false;
                here.Host.Crash();
            }
            else if (!state.Off && !here.IsUp)
            {
                Start(here);
            }

            if (here.IsUp && state.Paused != here.StandsStill)
            {
                here.StandsStill = state.Paused;
                if (state.Paused)
                {
                    here.Host.StandStill();
                }
                else
                {
                    here.Host.GoOn();
                }
            }
        }
    }

    private async void Start(Placed here)
    {
        here.IsUp = true;
        try
        {
            if (here.Start is not null)
            {
                await here.Host.Run(() => here.Start(here.Host, NodeOf(here.Host)));
            }
        }
        catch (HostCrashed)
        {
            // The power failed again before it had started.
        }
        catch (Exception why)
        {
            world.Fail(why);
        }
    }

    private Link? Between(Host from, Host to)
    {
        if (!placed.TryGetValue(from, out var here) || !placed.TryGetValue(to, out var there))
        {
            return null;
        }

        var state = board.View.Link(here.At, there.At);
        var usual = Atlas.Latency(here.At, there.At);
        return new(usual + state.Mean, usual / 10 + state.Jitter, state.Loss, Cut: state.Cut);
    }

    private sealed class Placed(Host host, Domain at, Func<Host, Node, Task>? start)
    {
        public Host Host => host;

        public Domain At => at;

        public Func<Host, Node, Task>? Start => start;

        public bool IsUp { get; set; }

        public bool StandsStill { get; set; }
    }
}
