using Faultline.Services.AutoScaling.Policies;

namespace Faultline.Tests.AutoScaling.Policies;

/// <summary>
/// What policies ask for, case by case as AWS's documentation has them. The pages are those of the Amazon EC2 Auto
/// Scaling user guide.
/// </summary>
public sealed class ProposalCases
{
    private const string Types = "as-scaling-simple-step.html#as-scaling-adjustment";
    private const string Limits = "as-scale-based-on-demand.html#as-how-scaling-policies-work";
    private const string Steps = "as-scaling-simple-step.html#as-scaling-steps";
    private const string Warmup = "as-scaling-simple-step.html#as-step-scaling-warmup";
    private const string Tracking = "as-scaling-target-tracking.html#target-tracking-considerations";
    private const string TrackingWarmup = "as-scaling-target-tracking.html#as-target-tracking-scaling-warmup";
    private const string Queue = "as-using-sqs-queue.html";
    private const string DefaultWarmup = "ec2-auto-scaling-default-instance-warmup.html";

    private const string Out = "step percent 0..10:0 10..20:10 20..:30";
    private const string In = "step percent -10..0:0 -20..-10:-10 ..-20:-30";

    /// <summary>Page, policy, group, what the metric is where the threshold is 50, and what is wanted then.</summary>
    public static TheoryData<string, string, string, double, int?> Cases { get; } = new()
    {
        { Types, "simple change +5", "3", 99, 8 },
        { Types, "simple change -1", "10", 0, 9 },
        { Types, "simple exact 5", "3", 99, 5 },
        { Types, "simple exact 5", "5", 99, null },
        { Types, "simple exact 0", "5", 0, 0 },
        { Types, "simple percent 10", "10", 99, 11 },
        { Types, "simple percent 10", "127", 99, 139 },
        { Types, "simple percent 1", "67", 99, 68 },
        { Types, "simple percent -1", "58", 0, 57 },
        { Types, "simple percent -1", "667", 0, 661 },
        { Types, "simple percent 0", "10", 99, null },
        { Types, "simple percent 100", "0", 99, null },
        { Types, "simple percent 25 least 2", "4", 99, 6 },
        { Types, "simple percent 25 least 2", "100", 99, 125 },
        { Types, "simple percent -25 least 2", "4", 0, 2 },
        { Types, "simple percent 25 least 2", "0", 99, 2 },
        { Limits, "simple change +3", "2 in 1..3", 99, 3 },
        { Limits, "simple change -2", "3 in 2..10", 0, 2 },
        { Limits, "simple change +1", "3 in 1..3", 99, null },
        { Limits, "simple change -1", "2 in 2..3", 0, null },
        { Limits, "simple exact 9", "2 in 1..3", 99, 3 },
        { Limits, "simple change +2147483647", "3 in 1..9", 99, 9 },
        { Limits, "simple change -2147483648", "3 in 1..9", 0, 1 },
        { Limits, "simple percent 2147483647", "300 in 1..900", 99, 900 },
        { Limits, "step change 0..:2147483647", "3 in 1..9", 99, 9 },
        { Limits, Out, "10 in 1..12", 70, 12 },
        { Limits, "track 50", "4 in 1..5", 100, 5 },
        { Steps, Out, "10", 55, null },
        { Steps, Out, "10", 60, 11 },
        { Steps, Out, "10", 69.99, 11 },
        { Steps, Out, "11", 70, 14 },
        { Steps, Out, "10", 40, null },
        { Steps, In, "14", 40, 13 },
        { Steps, In, "14", 40.01, null },
        { Steps, In, "13", 30, 10 },
        { Steps, In, "13", 30.01, 12 },
        { Steps, "step change ..0:-1", "13", 50, 12 },
        { Steps, "step change 0..:1", "13", 50, 14 },
        { Steps, "step exact 0..:6", "4", 80, 6 },
        { Steps, "step exact ..0:6", "8", 20, 6 },
        { Steps, "step exact 0..:6", "6", 80, null },
        { Warmup, Out, "11, 10 ready, 1 coming", 62, null },
        { Warmup, Out, "11, 10 ready, 1 coming", 70, 13 },
        { Warmup, Out, "13, 10 ready, 3 coming", 70, null },
        { Warmup, In, "14, 13 ready, 1 coming", 30, null },
        { Warmup, "step exact ..0:6", "8, 7 ready, 1 coming", 20, null },
        { Warmup, In, "13, 13 ready, 1 leaving", 40, null },
        { Warmup, In, "13, 13 ready, 1 leaving", 30, 10 },
        { Tracking, "track 50", "2", 100, 4 },
        { Tracking, "track 50", "3", 75, 5 },
        { Tracking, "track 50", "3", 25, 2 },
        { Tracking, "track 50", "2", 50, null },
        { Tracking, "track 50", "4", 51, 5 },
        { Tracking, "track 50", "4", 44, null },
        { Tracking, "track 50 no-in", "4", 1, null },
        { Tracking, "track 50 no-in", "4", 100, 8 },
        { Tracking, "track 50", "4 in 3..9", 1, 3 },
        { Tracking, "track 50", "3 in 3..9", 1, null },
        { Tracking, "track 50", "4", 1, 3 },
        { Tracking, "track 50", "40", 1, 36 },
        { Tracking, "track 0.7", "10", 0.7000000000000001, null },
        { TrackingWarmup, "track 50", "4, 2 ready, 2 coming", 90, null },
        { TrackingWarmup, "track 50", "4, 2 ready, 2 coming", 150, 6 },
        { TrackingWarmup, "track 50", "4, 3 ready, 1 coming", 10, null },
        { TrackingWarmup, "track 50", "3, 3 ready, 1 leaving", 37.5, null },
        { DefaultWarmup, "track 50", "2, 0 ready, 2 coming", 100, null },
        { Queue, "track 10", "0", 30, 1 },
        { Queue, "track 10", "1", 30, 3 },
        { Queue, "track 10", "1", 0, 0 },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_policy_asks_for_what_AWS_says(string page, string policy, string group, double value, int? capacity)
    {
        Assert.EndsWith(".html", page.Split('#')[0]);
        Assert.Equal(capacity, Proposal.Of(CaseText.Policy(policy), CaseText.Group(group), value, 50));
    }

    /// <summary>"Does not perform scaling when the specified metric has insufficient data" (target tracking).</summary>
    [Theory]
    [InlineData(Out)]
    [InlineData("track 50")]
    public void Without_a_value_nothing_is_asked_for(string policy) =>
        Assert.Null(Proposal.Of(CaseText.Policy(policy), CaseText.Group("10"), null, 50));
}
