using Faultline.Kernel;

namespace Faultline.Network;

/// <summary>
/// The way from one place to another: how long a message takes, give or take the jitter, what share is lost or comes
/// twice, and whether it is cut.
/// </summary>
public sealed record Link(TimeSpan Mean, TimeSpan Jitter, double Loss = 0, double Twice = 0, bool Cut = false)
{
    /// <summary>What becomes of one message.</summary>
    public Passage Judge(Dice dice)
    {
        if (Cut || dice.Chance(Loss))
        {
            return new(Lost: true, Twice: false, Delay: TimeSpan.Zero);
        }

        var delay = Mean + Jitter * (2 * dice.Fraction() - 1);
        return new(Lost: false, dice.Chance(Twice), delay > TimeSpan.Zero ? delay : TimeSpan.Zero);
    }
}
