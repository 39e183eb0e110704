using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Sets;

namespace Faultline.Tests.CloudFormation.Sets;

/// <summary>What preferences come to: the examples of the user guide, and their edges.</summary>
public sealed class PreferenceTests
{
    [Theory]
    [InlineData(10, null, 20, 2)]
    [InlineData(10, null, 25, 2)]
    [InlineData(10, 3, null, 3)]
    [InlineData(10, null, null, 0)]
    [InlineData(3, null, 100, 3)]
    public void Tolerance_is_a_count_or_a_share_rounded_down(int accounts, int? count, int? percent, int tolerance) =>
        Assert.Equal(
            tolerance,
            Preferences.Tolerance(
                new() { FailureToleranceCount = count, FailureTolerancePercentage = percent }, accounts));

    [Theory]
    [InlineData(10, 5, 0, 6)]
    [InlineData(10, 5, 2, 4)]
    [InlineData(10, 5, 5, 1)]
    [InlineData(3, 5, 0, 3)]
    [InlineData(3, 5, 4, 2)]
    [InlineData(10, 0, 0, 1)]
    public void Strict_tolerance_lets_no_more_run_than_may_fail(int most, int tolerance, int failures, int slots) =>
        Assert.Equal(
            slots,
            Preferences.Slots(
                new() { MaxConcurrentCount = most, FailureToleranceCount = tolerance }, 20, failures));

    [Fact]
    public void Soft_tolerance_lets_as_many_run_as_are_asked_for() => Assert.Equal(10, Preferences.Slots(
        new()
        {
            MaxConcurrentCount = 10,
            FailureToleranceCount = 1,
            ConcurrencyMode = ConcurrencyMode.SoftFailureTolerance,
        },
        20,
        failures: 1));

    [Theory]
    [InlineData(10, 25, 2)]
    [InlineData(10, 50, 5)]
    [InlineData(3, 10, 1)]
    public void A_share_of_accounts_is_rounded_down_to_one_at_least(int accounts, int percent, int slots) =>
        Assert.Equal(
            slots,
            Preferences.Slots(
                new() { MaxConcurrentPercentage = percent, FailureTolerancePercentage = 100 }, accounts, 0));

    [Fact]
    public void Nothing_said_is_one_after_the_other() => Assert.Equal(1, Preferences.Slots(null, 10, 0));

    [Fact]
    public void Regions_that_are_named_come_first() => Assert.Equal(
        ["us-west-2", "eu-west-1", "ap-south-1", "us-east-1"],
        Preferences.Order(
            new() { RegionOrder = ["us-west-2", "sa-east-1", "eu-west-1"] },
            ["us-east-1", "eu-west-1", "us-west-2", "ap-south-1", "us-east-1"]));

    [Theory]
    [InlineData(1, 1, null, null)]
    [InlineData(null, null, 1, 1)]
    public void A_count_and_a_share_contradict_each_other(int? tolerance, int? share, int? most, int? part) =>
        Assert.Equal("ValidationError", Assert.Throws<Wire.AwsError>(() => Preferences.Check(
            new()
            {
                FailureToleranceCount = tolerance,
                FailureTolerancePercentage = share,
                MaxConcurrentCount = most,
                MaxConcurrentPercentage = part,
            },
            [])).Code);
}
