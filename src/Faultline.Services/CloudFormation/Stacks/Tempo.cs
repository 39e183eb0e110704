using Faultline.Kernel.Times;

namespace Faultline.Services.CloudFormation.Stacks;

/// <summary>How long CloudFormation waits between two looks and two tries, and when it gives up.</summary>
internal sealed record Tempo(TimeSpan LookMin, TimeSpan LookMax, TimeSpan RetryMin, TimeSpan RetryMax)
{
    /// <summary>A service that has not answered for so long fails the step.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What is not ready, or not gone, after so long never will be.</summary>
    public TimeSpan Stabilizes { get; init; } = TimeSpan.FromHours(3);

    /// <summary>What a service refuses to delete is tried so often: what it belongs to may be on its way out.</summary>
    public int DeletionsMax { get; init; } = 3;

    /// <summary>The same where something else holds it.</summary>
    public int HeldDeletionsMax { get; init; } = 10;

    public static Tempo Of(Timing timing) => timing.Of("cloudformation") == Profile.Aws
        ? new(Seconds(1), Seconds(10), Seconds(1), Seconds(30))
        : new(Seconds(0.05), Seconds(1), Seconds(0.1), Seconds(5));

    /// <summary>Until the next look, after so many: it looks less and less often.</summary>
    public TimeSpan Look(int looks) => Grow(LookMin, LookMax, looks, 1.5);

    public TimeSpan Retry(int tries) => Grow(RetryMin, RetryMax, tries, 2);

    private static TimeSpan Grow(TimeSpan min, TimeSpan max, int times, double factor)
    {
        var span = min * Math.Pow(factor, Math.Clamp(times - 1, 0, 20));
        return span < max ? span : max;
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
