using Faultline.Kernel.Times;

namespace Faultline.Services.AutoScaling.Planning;

/// <summary>How often Auto Scaling looks, and how long it waits after something failed.</summary>
/// <param name="Health">Between two looks at health.</param>
/// <param name="RetryMin">After the first launch that fails in a zone; it doubles.</param>
/// <param name="RetryMax">However often it has failed.</param>
internal sealed record Tempo(TimeSpan Health, TimeSpan RetryMin, TimeSpan RetryMax)
{
    // AWS says that it looks "periodically", and publishes no interval; status checks come every minute, and so does
    // this. The pauses are what users commonly see between failed activities.
    private static readonly Tempo aws = new(
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), TimeSpan.FromHours(1));

    private static readonly Tempo fast = new(
        TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(15));

    public static Tempo Of(Timing timing) => timing.Of("autoscaling") == Profile.Aws ? aws : fast;

    /// <summary>How long to wait after so many failures in a row.</summary>
    public TimeSpan Retry(int failures)
    {
        var span = RetryMin * Math.Pow(2, Math.Min(failures, 20) - 1);
        return span < RetryMax ? span : RetryMax;
    }
}
