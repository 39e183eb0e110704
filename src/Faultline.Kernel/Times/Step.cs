namespace Faultline.Kernel.Times;

/// <summary>
/// Something that AWS does out of our sight, and how long that takes there: at least, mostly, at most. Under
/// <see cref="Profile.Fast"/> it takes what our own work takes, and no longer.
/// </summary>
public sealed record Step(string Name, string Service, TimeSpan Min, TimeSpan Mode, TimeSpan Max)
{
    /// <summary>A span between the least and the most, most often near the usual one (a triangle).</summary>
    public TimeSpan Draw(Dice dice)
    {
        var width = (Max - Min).TotalSeconds;
        if (width <= 0)
        {
            return Mode;
        }

        var (at, peak) = (dice.Fraction(), (Mode - Min) / (Max - Min));
        var share = at < peak ? Math.Sqrt(at * peak) : 1 - Math.Sqrt((1 - at) * (1 - peak));
        return Min + TimeSpan.FromSeconds(width * share);
    }
}
