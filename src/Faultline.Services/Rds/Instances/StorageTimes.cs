using Faultline.Kernel.Times;

namespace Faultline.Services.Rds.Instances;

/// <summary>
/// How patient storage is ("Managing capacity automatically with Amazon RDS storage autoscaling", user guide).
/// </summary>
/// <param name="Low">How long it has to be low before it grows by itself.</param>
/// <param name="Rest">How long it is not changed again.</param>
internal sealed record StorageTimes(TimeSpan Low, TimeSpan Rest)
{
    public static StorageTimes Of(Timing timing) => new(
        timing.Interval("rds", TimeSpan.FromMinutes(5), TimeSpan.FromSeconds(5)),
        timing.Interval("rds", TimeSpan.FromHours(6), TimeSpan.Zero));
}
