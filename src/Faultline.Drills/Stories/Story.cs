using Faultline.Simulation;

namespace Faultline.Drills.Stories;

/// <summary>A story that ships with the binary: what it is called, what it shows, and how it is played.</summary>
public sealed record Story(string Name, string Says, Func<World, Task> Play)
{
    /// <summary>All of them, by name.</summary>
    public static IReadOnlyList<Story> All { get; } =
    [
        new("capacity-shortage", "A zone is short of capacity: launches go to the others, and come back",
            CapacityShortage.Play),
        new("control-plane-frozen", "Nothing can be made any more, and what is there goes on",
            ControlPlaneFrozen.Play),
        new("dns-gone", "A name resolves to nothing: open connections go on, new ones wait", NamesGone.Play),
        new("fault-journal", "Faults are begun and cleared while the server is killed: none is lost, none comes back",
            FaultJournal.Play),
        new("fleet", "Instances come, go and die while the server is killed: none is lost, doubled or left running",
            Fleet.Play),
        new("idle-day", "A day in which nothing happens", IdleDay.Play),
        new("region-gone", "A region goes away and comes back with all that it acknowledged", RegionGone.Play),
        new("retry-storm", "A control plane lets few calls through: whoever waits longer each time gets through",
            RetryStorm.Play),
        new("zone-gray", "A zone is slow and loses: all that was acknowledged is there", ZoneGray.Play),
        new("zone-isolation", "A zone is cut off: what runs in it goes on, the others do its work",
            ZoneIsolation.Play),
        new("zone-power", "A zone loses power while messages flow: none that was acknowledged is lost",
            ZonePower.Play),
    ];

    public static Story? Find(string name) => All.FirstOrDefault(story => story.Name == name);
}

/// <summary>A promise was broken.</summary>
public sealed class PromiseBroken(string what) : Exception(what);
