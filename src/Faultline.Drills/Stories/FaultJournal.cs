using Faultline.Services.Worldwide;
using Faultline.Simulation;
using Faultline.Store;

namespace Faultline.Drills.Stories;

/// <summary>
/// Faults are begun and cleared while the server is killed and loses power. What was acknowledged as begun is in force
/// after the restart, unless its time is over; what was acknowledged as cleared never comes back.
/// </summary>
internal sealed class FaultJournal
{
    private readonly Stage stage;
    private readonly Dictionary<string, FaultInForce> begun = [];

    /// <summary>By id: whether the clear was acknowledged, or only asked for.</summary>
    private readonly Dictionary<string, bool> cleared = [];

    private bool isDown;

    private FaultJournal(Stage stage) => this.stage = stage;

    public static async Task Play(World world)
    {
        var story = new FaultJournal(new(world));
        await story.Restart();
        for (var act = 0; act < 30; act++)
        {
            try
            {
                await story.Act();
            }
            catch (Exception why) when (why is HostCrashed or StoreBroken)
            {
                // Whether it was done, nobody was told.
            }

            if (story.isDown)
            {
                await story.Restart();
            }

            story.Compare();
        }
    }

    private async Task Restart()
    {
        do
        {
            isDown = false;
            try
            {
                await stage.Start();
            }
            catch (Exception why) when (why is HostCrashed or StoreBroken)
            {
                // It was struck again before it had started.
            }
        }
        while (isDown);
    }

    private async Task Act()
    {
        var dice = stage.World.Dice;
        switch (dice.Below(5))
        {
            case 0 or 1:
                TimeSpan? span = dice.Chance(0.5) ? stage.Seconds(1, 20) : null;
                var fault = await stage.Begin("zone-power", span, ("zone", stage.SomeZone().Name), ("return", "2s"));
                begun.Add(fault.Order.Id, fault);
                break;
            case 2 when begun.Count > 0:
                var id = begun.Keys.Order(StringComparer.Ordinal).ElementAt(dice.Below(begun.Count));
                cleared.TryAdd(id, false);
                await stage.Clear(order => order.Id == id);
                cleared[id] = true;
                break;
            case 3:
                stage.Keeper.Disk.At(1 + dice.Below(4), dice.Chance(0.5) ? Crash : Kill);
                break;
            default:
                await stage.World.Delay(stage.Seconds(0, 4));
                break;
        }
    }

    private void Crash()
    {
        isDown = true;
        stage.Keeper.Crash();
    }

    private void Kill()
    {
        isDown = true;
        stage.Keeper.Kill();
    }

    private void Compare()
    {
        var now = stage.World.Now;
        var inForce = stage.Faults.InForce.Select(each => each.Order.Id).ToHashSet();
        foreach (var (id, fault) in begun)
        {
            if (cleared.GetValueOrDefault(id) && inForce.Contains(id))
            {
                throw stage.Broken($"{id} was acknowledged as cleared, and is in force.");
            }

            // One that was being cleared when the server died is there or not; so is one whose end is about now.
            var isToBeThere = !cleared.ContainsKey(id) && (fault.Over is null || fault.Over > now);
            if (isToBeThere && !inForce.Contains(id))
            {
                throw stage.Broken($"{id} was acknowledged, is not over, and is not in force.");
            }

            if (fault.Over <= now - TimeSpan.FromSeconds(1) && inForce.Contains(id))
            {
                throw stage.Broken($"{id} is over and still in force.");
            }
        }
    }
}
