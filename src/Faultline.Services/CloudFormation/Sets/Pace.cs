using Faultline.Kernel.Times;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>How often stacks elsewhere are looked at, and for how long one that does not answer is asked.</summary>
/// <param name="Poll">Between two looks at the stacks of an operation.</param>
/// <param name="Patience">For so long the target may not answer; then its stack has failed.</param>
internal sealed record Pace(TimeSpan Poll, TimeSpan Patience)
{
    // AWS publishes neither.
    private static readonly Pace aws = new(TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(30));

    private static readonly Pace fast = new(TimeSpan.FromMilliseconds(200), TimeSpan.FromMinutes(5));

    public static Pace Of(Timing timing) => timing.Of("cloudformation") == Profile.Aws ? aws : fast;
}
