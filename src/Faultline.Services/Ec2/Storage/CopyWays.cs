using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Network;
using Faultline.Wire;

namespace Faultline.Services.Ec2.Storage;

/// <summary>
/// The ways from other regions, over which copies come: each takes a way there and back, and waits while one of them
/// is cut. Without a network all is near.
/// </summary>
internal sealed class CopyWays(string region, Surroundings around, Node node, Ways? ways)
{
    /// <summary>When what is under way arrives, and how its way was when that was drawn.</summary>
    private readonly Dictionary<string, (DateTimeOffset Due, Way There, Way Back)> coming = new(StringComparer.Ordinal);

    private readonly Dice dice = node.Dice.Fork("copies");

    /// <summary>When the next copy arrives, as of the last look; null when none is under way.</summary>
    public DateTimeOffset? Next => coming.Count == 0 ? null : coming.Values.Min(each => each.Due);

    /// <summary>Whether what a snapshot is to be a copy of has come from there. Asking sends for it.</summary>
    public bool HasCome(string snapshot, string source)
    {
        var (there, back) = Between(source);
        if (!there.Passes || !back.Passes)
        {
            // What was under way is lost, and sent for again.
            coming.Remove(snapshot);
            return false;
        }

        var now = node.Now;
        var isKnown = coming.TryGetValue(snapshot, out var drawn);
        if (!isKnown || drawn.There != there || drawn.Back != back)
        {
            var due = now + there.Delay(dice) + back.Delay(dice);
            drawn = (isKnown && drawn.Due < due ? drawn.Due : due, there, back);
            coming[snapshot] = drawn;
        }

        return drawn.Due <= now;
    }

    /// <summary>Only these are still waited for.</summary>
    public void Keep(IReadOnlySet<string> snapshots)
    {
        foreach (var snapshot in coming.Keys.Where(snapshot => !snapshots.Contains(snapshot)).ToList())
        {
            coming.Remove(snapshot);
        }
    }

    /// <summary>
    /// Asks another region on behalf of a call: what it refuses to those who only read there, it refuses to us, and
    /// nobody hears anything of one that cannot be reached.
    /// </summary>
    public async ValueTask Ask(Call call, string source, CancellationToken ct)
    {
        var (there, back) = Between(source);
        if (!there.Passes || !back.Passes)
        {
            throw StorageRefusal.FarAway(source);
        }

        var seen = new ApiCall(
            call.Service.Id, call.Operation.Name, Place(source), call.Principal.Account, ControlPlane: true,
            Reads: true);
        var verdict = around.Board.View.Gate(seen, node.Now, dice);
        if (verdict.Delay > TimeSpan.Zero)
        {
            await Task.Delay(verdict.Delay, node.Clock, ct);
        }

        if (verdict.Action is not null)
        {
            throw StorageRefusal.FarAway(source);
        }
    }

    private (Way There, Way Back) Between(string source) => ways is null || source == region
        ? (Way.None, Way.None)
        : (ways.Between(Place(region), Place(source)), ways.Between(Place(source), Place(region)));

    private Domain Place(string name) => around.Atlas.Region(name) ?? around.Atlas.Everything;
}
