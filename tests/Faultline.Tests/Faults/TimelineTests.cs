using Faultline.Kernel.Timeline;
using Faultline.Services.Worldwide;

namespace Faultline.Tests.Faults;

/// <summary>What the timeline keeps.</summary>
public sealed class TimelineTests
{
    [Fact]
    public void The_oldest_goes_and_numbers_go_on()
    {
        var line = new TimelineState(keptMax: 3);
        for (var i = 1; i <= 5; i++)
        {
            Assert.Equal(i, line.Add(new(HappeningKind.FaultBegan, default) { Says = $"{i}" }).Number);
        }

        Assert.Equal(3, line.Count);
        Assert.Equal([3L, 4, 5], line.After(0, _ => true, most: 10).Select(each => each.Number));
        Assert.Equal([4L], line.After(3, _ => true, most: 1).Select(each => each.Number));
        Assert.Equal(["5"], line.After(0, each => each.Says == "5", most: 10).Select(each => each.Says));
    }

    [Fact]
    public void Kinds_have_the_names_and_numbers_that_are_on_peoples_disks() => Assert.Equal(
        [
            "1 server.started", "2 server.stopped", "3 region.opened", "4 state.reset", "10 fault.began",
            "11 fault.ended", "12 fault.over", "13 fault.unreadable", "20 store.broken",
            "30 instance.changed", "31 instance.died", "32 instance.returned", "33 address.moved",
            "40 alarm.changed", "50 database.changed", "51 database.moved",
            "52 database.moves", "60 experiment.changed", "70 target.failed", "71 target.recovered", "72 node.left",
            "73 node.returned", "80 group.acts", "81 group.acted", "82 group.shed",
        ],
        Enum.GetValues<HappeningKind>().Select(kind => $"{(int)kind} {kind.Name()}"));
}
