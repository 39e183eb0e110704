using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Network;

namespace Faultline.Tests.Network;

/// <summary>What the map and the board together say of the way between two places.</summary>
public sealed class WaysTests
{
    private static readonly TimeSpan Ms = TimeSpan.FromMilliseconds(1);
    private static readonly Atlas Atlas = Atlas.Draw(new());
    private static readonly Domain Here = Place("use1-az1-h1");
    private static readonly Domain There = Place("euw1-az2-h3");

    private readonly Board board = new();

    [Fact]
    public void With_distances_a_way_is_as_long_as_the_map_says_and_without_it_is_nothing()
    {
        Assert.Equal(Way.None with { Mean = Atlas.Latency(Here, There) }, Ways(Distances.Mapped).Between(Here, There));
        Assert.Equal(Way.None, Ways().Between(Here, There));
    }

    [Fact]
    public void What_the_faults_say_comes_on_top_and_goes_with_them()
    {
        var ways = Ways(Distances.Mapped);
        var usual = ways.Between(Here, There);
        Show(
            new LinkEffect(Here.Zone!, There.Region!, new(100 * Ms, 10 * Ms, 0.5, Cut: false)),
            new LinkEffect(Here.Region!, There.Zone!, new(50 * Ms, 5 * Ms, 0.5, Cut: false), OneWay: true));
        var way = ways.Between(Here, There);
        Assert.Equal((usual.Mean + 150 * Ms, 15 * Ms, 0.75), (way.Mean, way.Jitter, way.Loss));
        Assert.Equal(usual.Mean + 100 * Ms, ways.Between(There, Here).Mean);
        Show();
        Assert.Equal(usual, ways.Between(Here, There));
    }

    [Fact]
    public void It_says_which_end_has_no_power_and_whether_one_hangs()
    {
        var ways = Ways();
        Show(new HostEffect(new(There.Rack()), new() { Off = true }));
        Assert.True(ways.Between(Here, There) is { ToOff: true, FromOff: false, AnEndIsOff: true, Passes: false });
        Assert.True(ways.Between(There, Here) is { ToOff: false, FromOff: true, AnEndIsOff: true, Passes: false });
        Assert.False(ways.HasPower(There));
        Assert.True(ways.HasPower(Here));
        Show(new HostEffect(new(Here), new() { Paused = true }));
        Assert.True(ways.Between(Here, There) is { Paused: true, AnEndIsOff: false, Passes: false });
    }

    [Fact]
    public void Asking_allocates_nothing()
    {
        var ways = Ways(Distances.Mapped);
        Show(
            new LinkEffect(Here.Zone!, There.Region!, new(100 * Ms, 10 * Ms, 0.5, Cut: false)),
            new HostEffect(new(Here.Zone!, Share: 0.5), new() { Off = true }));
        void Ask()
        {
            for (var count = 0; count < 1000; count++)
            {
                _ = ways.Between(Here, There);
            }
        }

        Ask();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Ask();
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 999);
    }

    [Fact]
    public void Whoever_listens_hears_of_each_change_until_it_listens_no_longer()
    {
        var (ways, one, other) = (Ways(), 0, 0);
        using var stays = ways.OnChange(() => one++);
        var goes = ways.OnChange(() => other++);
        Show();
        goes.Dispose();
        goes.Dispose();
        Show();
        Assert.Equal((2, 1), (one, other));
        ways.Dispose();
        Show();
        Assert.Equal(2, one);
    }

    private static Domain Place(string name) =>
        Atlas.TryFind(name, out var place) ? place : throw new ArgumentException($"There is no {name}.");

    private Ways Ways(Distances distances = Distances.None) => new(Atlas, board, distances);

    private void Show(params Effect[] effects) => board.Show(new([.. effects.Select(effect => ("fault", effect))]));
}

/// <summary>Steps up the map.</summary>
file static class Steps
{
    public static Domain Rack(this Domain host) => host.Parent!;
}
