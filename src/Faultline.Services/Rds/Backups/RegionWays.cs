using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Network;
using Faultline.Wire;

namespace Faultline.Services.Rds.Backups;

/// <summary>
/// The ways from other regions, over which copies come: each takes a way there and back, and waits while one of them
/// is cut. Without a network all is near.
/// </summary>
internal sealed class RegionWays(string region, Surroundings around, Node node, Ways? ways)
{
    private readonly Dice dice = node.Dice.Fork("backup copies");

    /// <summary>Whether there is a way to that region and back now.</summary>
    public bool Passes(string source)
    {
        var (there, back) = Between(source);
        return there.Passes && back.Passes;
    }

    /// <summary>Lets a question and its answer pass; false where a way was cut meanwhile.</summary>
    public async ValueTask<bool> Travel(string source, CancellationToken ct)
    {
        var (there, back) = Between(source);
        var trip = there.Delay(dice) + back.Delay(dice);
        if (trip > TimeSpan.Zero)
        {
            await Task.Delay(trip, node.Clock, ct);
        }

        return Passes(source);
    }

    /// <summary>
    /// Asks another region on behalf of a call: what it refuses to those who only read there, it refuses to us, and
    /// nobody hears anything of one that cannot be reached.
    /// </summary>
    public async ValueTask Ask(Call call, string source, CancellationToken ct)
    {
        if (!Passes(source))
        {
            throw BackupRefusal.FarAway(source);
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
            throw BackupRefusal.FarAway(source);
        }
    }

    private (Way There, Way Back) Between(string source) => ways is null || source == region
        ? (Way.None, Way.None)
        : (ways.Between(Place(region), Place(source)), ways.Between(Place(source), Place(region)));

    private Domain Place(string name) => around.Atlas.Region(name) ?? around.Atlas.Everything;
}
