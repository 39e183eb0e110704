using Faultline.Kernel;

namespace Faultline.Network;

/// <summary>
/// What lies between two places at one moment: how long a message takes, give or take the jitter, what share is lost,
/// and whether anything passes at all.
/// </summary>
public sealed record Way(TimeSpan Mean, TimeSpan Jitter, double Loss, bool Cut, bool FromOff, bool ToOff, bool Paused)
{
    /// <summary>Linux sends nothing again sooner (TCP_RTO_MIN), and nothing later than this (TCP_RTO_MAX).</summary>
    private static readonly TimeSpan AgainMin = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan AgainMax = TimeSpan.FromSeconds(120);

    /// <summary>Whoever loses all of it this often has lost an hour; more would only make numbers overflow.</summary>
    private const int LossesMax = 40;

    /// <summary>Nothing between them, and nothing the matter.</summary>
    public static Way None { get; } = new(default, default, 0, Cut: false, FromOff: false, ToOff: false, Paused: false);

    /// <summary>Whether one of the two has no power: then it knows of no connection any more.</summary>
    public bool AnEndIsOff => FromOff || ToOff;

    /// <summary>Whether what is sent now arrives some time. A way that loses everything is a cut one.</summary>
    public bool Passes => !Cut && !FromOff && !ToOff && !Paused && Loss < 1;

    /// <summary>Whether all that is sent arrives within the grain.</summary>
    public bool IsPlain(TimeSpan grain) => Passes && Loss <= 0 && Mean + Jitter <= grain;

    /// <summary>How long it takes until bytes have arrived, sent again as often as they were lost.</summary>
    public TimeSpan Delay(Dice dice)
    {
        var delay = Jitter == TimeSpan.Zero ? Mean : Mean + Jitter * (2 * dice.Fraction() - 1);
        delay = delay > TimeSpan.Zero ? delay : TimeSpan.Zero;
        if (Loss <= 0)
        {
            return delay;
        }

        // An answer is waited for at least as long as it takes.
        var again = AgainMin + 2 * (Mean + Jitter);
        for (var losses = 0; losses < LossesMax && dice.Chance(Loss); losses++)
        {
            delay += again;
            again = 2 * again < AgainMax ? 2 * again : again > AgainMax ? again : AgainMax;
        }

        return delay;
    }
}
