using Faultline.Kernel;
using Faultline.Simulation;

namespace Faultline.Stories.Kernel;

/// <summary>A reconciler under every order of events.</summary>
public sealed class ReconcilerStories
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void It_never_misses_that_something_changed() => Explore.Seeds(200, async world =>
    {
        var (wanted, found) = (0, 0);
        await using var reconciler = new Reconciler(world.Node("a"), async ct =>
        {
            var seen = wanted;
            await Task.Delay(world.Below(TimeSpan.FromMilliseconds(2)), world.Clock, ct);
            found = seen;
            return null;
        });
        reconciler.Start();
        for (var i = 0; i < 50; i++)
        {
            await world.Delay(world.Below(TimeSpan.FromMilliseconds(3)));
            wanted++;
            reconciler.Tell();
        }

        await world.Delay(Second);
        Assert.Equal(wanted, found);
    });

    [Fact]
    public void It_looks_once_at_the_start_and_then_only_when_it_is_told() => Explore.Seeds(50, async world =>
    {
        var looks = 0;
        await using var reconciler = new Reconciler(world.Node("a"), _ =>
        {
            looks++;
            return new((DateTimeOffset?)null);
        });
        reconciler.Tell();
        reconciler.Start();
        await world.Delay(Second * 1000);
        Assert.Equal(1, looks);
        reconciler.Tell();
        reconciler.Tell();
        await world.Delay(Second * 1000);
        Assert.Equal(2, looks);
    });

    [Fact]
    public void It_looks_again_when_it_said_it_would_even_in_a_hundred_days() => Explore.Seeds(20, async world =>
    {
        var looks = new List<TimeSpan>();
        var wanted = world.Now + (Second * 3);
        var last = world.Now + TimeSpan.FromDays(100);
        await using var reconciler = new Reconciler(world.Node("a"), _ =>
        {
            looks.Add(world.Elapsed);
            return new(world.Now < wanted ? wanted : world.Now < last ? last : null);
        });
        reconciler.Start();
        await world.Delay(Second * 10);
        Assert.Equal(2, looks.Count);
        Assert.InRange(looks[1], Second * 3, Second * 3.1);
        await world.Delay(TimeSpan.FromDays(30));
        await world.Delay(TimeSpan.FromDays(30));
        await world.Delay(TimeSpan.FromDays(45));
        Assert.InRange(looks[^1], TimeSpan.FromDays(100), TimeSpan.FromDays(100) + Second);
    }, new() { TimeMax = TimeSpan.FromDays(200) });

    [Fact]
    public void A_look_that_throws_is_reported_and_tried_again_ever_more_slowly() => Explore.Seeds(50, async world =>
    {
        var (looks, reports) = (0, 0);
        var node = world.Node("a") with { Report = _ => reports++ };
        await using var reconciler = new Reconciler(node, _ =>
            ++looks <= 3 ? throw new IOException("no luck") : new((DateTimeOffset?)null));
        reconciler.Start();
        await world.Delay(Second * 0.25);
        Assert.Equal(2, looks);
        await world.Delay(Second * 0.3);
        Assert.Equal(3, looks);
        await world.Delay(Second * 10);
        Assert.Equal((4, 3), (looks, reports));
    });

    [Fact]
    public void One_that_tells_itself_and_throws_does_not_spin() => Explore.Seeds(20, async world =>
    {
        var looks = 0;
        Reconciler? itself = null;
        await using var reconciler = new Reconciler(world.Node("a"), _ =>
        {
            looks++;
            itself!.Tell();
            throw new IOException("no luck");
        });
        itself = reconciler;
        reconciler.Start();
        await world.Delay(Second * 100);
        Assert.InRange(looks, 10, 20);
    });

    [Fact]
    public void A_broken_invariant_is_reported_and_ends_it() => Explore.Seeds(20, async world =>
    {
        Exception? reported = null;
        var node = world.Node("a") with { Report = why => reported = why };
        var looks = 0;
        var reconciler = new Reconciler(node, _ =>
        {
            looks++;
            throw new InvariantBroken("two is three");
        });
        reconciler.Start();
        var broken = await Assert.ThrowsAsync<InvariantBroken>(() => reconciler.Ended);
        Assert.Same(broken, reported);
        reconciler.Tell();
        await world.Delay(Second * 100);
        Assert.Equal(1, looks);
        await reconciler.DisposeAsync();
    });

    [Fact]
    public void Disposed_it_cancels_its_look_waits_for_it_and_looks_no_more() => Explore.Seeds(200, async world =>
    {
        var (looks, under) = (0, false);
        var reconciler = new Reconciler(world.Node("a"), async ct =>
        {
            (looks, under) = (looks + 1, true);
            try
            {
                await Task.Delay(world.Below(Second), world.Clock, ct);
            }
            finally
            {
                under = false;
            }

            return world.Dice.Chance(0.5) ? null : world.Now + world.Below(Second);
        });
        reconciler.Start();
        await world.Delay(world.Below(Second * 2));
        reconciler.Tell();
        await world.Delay(world.Below(Second));
        await reconciler.DisposeAsync();
        Assert.False(under);
        var before = looks;
        reconciler.Tell();
        await world.Delay(Second * 100);
        Assert.Equal(before, looks);
        await reconciler.DisposeAsync();
    });

    [Fact]
    public void One_that_was_never_started_can_be_disposed_and_none_starts_twice() => Explore.Seeds(1, async world =>
    {
        await new Reconciler(world.Node("a"), _ => new((DateTimeOffset?)null)).DisposeAsync();
        await using var reconciler = new Reconciler(world.Node("a"), _ => new((DateTimeOffset?)null));
        reconciler.Start();
        Assert.Throws<InvariantBroken>(reconciler.Start);
    });
}
