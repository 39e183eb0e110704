using Faultline.Kernel;
using Faultline.Network;

namespace Faultline.Simulation;

/// <summary>Carries requests and answers between hosts, as late and as lossy as the link between them.</summary>
public sealed class SimulatedNetwork
{
    private readonly World world;
    private readonly Dice dice;
    private readonly Dictionary<(string From, string To), Link> links = [];
    private long calls;

    internal SimulatedNetwork(World world, Dice dice)
    {
        this.world = world;
        this.dice = dice;
    }

    /// <summary>The link between two hosts that have none of their own.</summary>
    public Link Usual { get; set; } = new(Mean: TimeSpan.FromMicroseconds(250), Jitter: TimeSpan.FromMicroseconds(100));

    /// <summary>Says what lies between two hosts that have no link of their own; null leaves the usual.</summary>
    public Func<Host, Host, Link?>? Between { get; set; }

    /// <summary>Sets the link between two hosts, in both directions, for whatever is sent from now on.</summary>
    public void Join(Host one, Host other, Link link) =>
        links[(one.Name, other.Name)] = links[(other.Name, one.Name)] = link;

    /// <summary>Sets the link from one host to another, and leaves the way back as it is.</summary>
    public void JoinOneWay(Host from, Host to, Link link) => links[(from.Name, to.Name)] = link;

    /// <summary>Gives two hosts the usual link back.</summary>
    public void Heal(Host one, Host other)
    {
        links.Remove((one.Name, other.Name));
        links.Remove((other.Name, one.Name));
    }

    /// <summary>
    /// Asks a host, and waits at most as long as the limit for its answer. Without one it throws
    /// <see cref="NoAnswer"/>; the request may have been carried out nonetheless. What the host's behaviour throws
    /// comes back as it is.
    /// </summary>
    public async Task<TResponse> Call<TRequest, TResponse>(Host from, Host to, TRequest request, TimeSpan limit)
        where TRequest : notnull
        where TResponse : notnull
    {
        var call = new NetworkCall(world, from, to, ++calls);
        using var timer = world.Clock.CreateTimer(_ => call.GiveUp(limit), null, limit, Timeout.InfiniteTimeSpan);
        call.Note("asks", request);
        var passage = Link(from, to).Judge(dice);
        Carry(call, passage, request);
        if (passage.Twice)
        {
            Carry(call, passage with { Delay = passage.Delay * 2 }, request);
        }

        return (TResponse)await call.Answer();
    }

    private Link Link(Host from, Host to) =>
        links.TryGetValue((from.Name, to.Name), out var link) ? link : Between?.Invoke(from, to) ?? Usual;

    private void Carry(NetworkCall call, Passage passage, object request)
    {
        if (!passage.Lost)
        {
            world.After(passage.Delay, () => Arrive(call, request));
        }
    }

    private void Arrive(NetworkCall call, object request)
    {
        if (!call.To.Doors.TryGetValue(request.GetType(), out var door))
        {
            Return(call, call.Refuse);
            return;
        }

        call.Note("arrives", null);
        var life = call.To.Life;

        // Of a host that stops, some callers hear at once, and others nothing until they give up.
        void Cut(Exception _)
        {
            if (dice.Chance(0.5))
            {
                Return(call, call.Refuse);
            }
        }

        life.AtEnd(Cut);
        life.Post(
            async _ =>
            {
                await Behave(call, door, request);
                life.NoLonger(Cut);
            },
            door);
    }

    private async Task Behave(NetworkCall call, Func<object, Task<object>> door, object request)
    {
        try
        {
            var answer = await door(request);
            Return(call, () => call.Settle(answer));
        }
        catch (InvariantBroken broken)
        {
            world.Hear(call.To.Name, broken);
        }
        catch (Exception why)
        {
            Return(call, () => call.Break(why));
        }
    }

    private void Return(NetworkCall call, Action arrival)
    {
        var passage = Link(call.To, call.From).Judge(dice);
        if (!passage.Lost)
        {
            world.After(passage.Delay, arrival);
        }
    }
}
