using System.Net;
using System.Net.Sockets;
using Faultline.Engines.Balancer.Targets;
using Faultline.Network;

namespace Faultline.Tests.Engines.Balancer;

/// <summary>Connections to a target that wait, over real sockets: which of them a request gets.</summary>
public sealed class PoolTests : IDisposable
{
    private readonly TcpListener target = new(IPAddress.Loopback, 0);
    private readonly List<Socket> accepted = [];
    private readonly List<Back> opened = [];
    private readonly Pool pool = new();

    public PoolTests() => target.Start();

    [Fact]
    public async Task Off_their_threads_the_last_put_aside_is_taken_first()
    {
        var (one, other) = (await Open(), await Open());
        pool.Put(one);
        pool.Put(other);
        Assert.Same(other, pool.Take());
        Assert.Same(one, pool.Take());
        Assert.Null(pool.Take());
    }

    [Fact]
    public async Task On_a_thread_of_lines_its_own_are_taken_and_no_others()
    {
        if (!OperatingSystem.IsLinux() || Environment.ProcessorCount == 1)
        {
            return;
        }

        var waits = new List<(Back Back, ValueTask<int> First)>();
        while (waits.Select(each => each.Back.Line.Home).Distinct().Count() < 2)
        {
            var back = await Open();
            waits.Add((back, back.Line.Receive(new byte[1])));
        }

        var (here, there) = (waits[0].Back, waits[^1].Back);
        var taken = Take(waits[0].First);
        pool.Put(there);
        pool.Put(here);
        pool.Put(there);
        accepted[0].Send("x"u8);
        Assert.Equal([here, null], await taken);
    }

    [Fact]
    public async Task What_has_waited_too_long_is_closed_and_the_others_stay_in_their_order()
    {
        var backs = new List<Back>();
        for (var tick = 1; tick <= 4; tick++)
        {
            var back = await Open();
            back.Since = tick;
            backs.Add(back);
            pool.Put(back);
        }

        pool.Sweep(3);
        Assert.Equal(0, accepted[0].Receive(new byte[1]));
        Assert.Same(backs[3], pool.Take());
        Assert.Same(backs[2], pool.Take());
        Assert.Null(pool.Take());
    }

    [Fact]
    public async Task A_closed_pool_closes_what_it_has_and_what_comes_back()
    {
        var (one, other) = (await Open(), await Open());
        pool.Put(one);
        pool.Close();
        pool.Put(other);
        Assert.Null(pool.Take());
        Assert.Equal(0, accepted[0].Receive(new byte[1]));
        Assert.Equal(0, accepted[1].Receive(new byte[1]));
    }

    public void Dispose()
    {
        opened.ForEach(back => back.Close());
        accepted.ForEach(socket => socket.Dispose());
        target.Dispose();
    }

    private async Task<Back?[]> Take(ValueTask<int> news)
    {
        // What waits at a line is gone on with by the line's thread, not by one of the tests'.
        SynchronizationContext.SetSynchronizationContext(null);
        await news;
        return [pool.Take(), pool.Take()];
    }

    private async Task<Back> Open()
    {
        var line = await new Sockets().Dial((IPEndPoint)target.LocalEndpoint, CancellationToken.None);
        accepted.Add(await target.AcceptSocketAsync());
        var back = new Back(line!);
        opened.Add(back);
        return back;
    }
}
