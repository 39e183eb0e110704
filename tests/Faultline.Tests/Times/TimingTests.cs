using Faultline.Kernel;
using Faultline.Kernel.Times;

namespace Faultline.Tests.Times;

/// <summary>How long hidden steps take.</summary>
public sealed class TimingTests
{
    public static TheoryData<string> Names => [.. Steps.All.Select(step => $"{step.Service} {step.Name}")];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_step_takes_as_long_as_AWS_says_or_nothing(string name)
    {
        var step = Steps.All.Single(each => $"{each.Service} {each.Name}" == name);
        var dice = new Dice(1);
        var drawn = Enumerable.Range(0, 2000).Select(_ => Timing.Aws.Draw(step, dice)).ToList();
        Assert.All(drawn, span => Assert.InRange(span, step.Min, step.Max));
        Assert.InRange(drawn.Average(span => span.TotalSeconds), Mean(step) * 0.95, Mean(step) * 1.05);
        Assert.Equal(TimeSpan.Zero, Timing.Fast.Draw(step, dice));
    }

    [Fact]
    public void A_service_may_have_a_profile_of_its_own()
    {
        var timing = Timing.Fast with { Services = new Dictionary<string, Profile> { ["rds"] = Profile.Aws } };
        Assert.True(timing.Draw(Steps.RdsFailover, new(1)) >= Steps.RdsFailover.Min);
        Assert.Equal(TimeSpan.Zero, timing.Draw(Steps.Ec2Boot, new(1)));
        Assert.Equal(TimeSpan.FromSeconds(5), timing.Interval("ec2", TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5)));
    }

    /// <summary>Of a triangle, the mean is a third of its corners.</summary>
    private static double Mean(Step step) => (step.Min + step.Mode + step.Max).TotalSeconds / 3;
}
