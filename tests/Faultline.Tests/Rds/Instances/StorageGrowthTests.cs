using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Tests.Rds.Instances;

/// <summary>When storage is low or full, and how far it grows by itself.</summary>
public sealed class StorageGrowthTests
{
    private const long GiB = 1L << 30;

    private static readonly DateTimeOffset hour = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly StorageTimes times = new(TimeSpan.FromMinutes(5), TimeSpan.FromHours(6));

    [Theory]
    // size, maximum, GiB used, GiB grown in the past hour, minutes low, hours since it was changed: what becomes of it
    [InlineData(20, 100, 17.9, 0, 60, 7, "stays")] // More than a tenth is free.
    [InlineData(20, 100, 18, 0, 60, 7, "30")] // A tenth is little enough; ten GiB are the least step.
    [InlineData(20, 100, 18, 0, 4, 7, "stays")] // Not for long enough.
    [InlineData(20, 100, 20, 0, 5, 7, "30")] // Full.
    [InlineData(20, 0, 20, 0, 60, 7, "stays")] // It is not to grow by itself.
    [InlineData(20, 100, 18, 0, 60, 5, "waits")]
    [InlineData(20, 100, 18, 0, 60, 6, "30")]
    [InlineData(200, 1000, 185, 0, 60, 7, "220")] // A tenth is more than ten.
    [InlineData(205, 1000, 200, 0, 60, 7, "226")] // What is begun is whole.
    [InlineData(100, 1000, 95, 5, 60, 7, "130")] // Seven hours at this pace take 30 more than there are.
    [InlineData(100, 1000, 95, 0.5, 60, 7, "110")] // Seven hours at this pace fit.
    [InlineData(100, 1000, 95, -5, 60, 7, "110")]
    [InlineData(20, 29, 19, 0, 60, 7, "at its maximum")]
    [InlineData(20, 30, 19, 0, 60, 7, "30")] // As far as it may.
    [InlineData(20, 39, 19, 0, 60, 7, "39")] // Another step would lead past the maximum.
    [InlineData(20, 40, 19, 0, 60, 7, "30")]
    [InlineData(100, 129, 95, 5, 60, 7, "at its maximum")]
    public void It_grows_by_the_greatest_of_three_steps_as_far_as_it_may(
        int size, int most, double used, double growth, int low, int rested, string becomes)
    {
        var next = StorageGrowth.Next(Row(size, most, low, rested), Of(used, growth), hour, times);
        Assert.Equal(
            becomes,
            next.To is { } to ? $"{to}"
                : next.Hindrance == Says.CoolingOff ? "waits"
                : next.Hindrance == Says.AtMaximum ? "at its maximum"
                : "stays");
        Assert.True(next.To is null || next.Hindrance is null);
    }

    [Fact]
    public void Magnetic_storage_does_not_grow() => Assert.Null(StorageGrowth.Next(
        Row(20, 100, 60, 7).With(shown => shown.StorageType = "standard"), Of(20, 0), hour, times).To);

    [Fact]
    public void What_a_fault_fills_is_full_until_it_is_larger_than_it_was_then()
    {
        var filled = new Room(0, IsFilled: true);
        Assert.True(StorageGrowth.IsFull(Row(20, 0), filled));
        Assert.True(StorageGrowth.IsFull(Row(20, 0) with { Exhausted = 20 }, filled));
        Assert.False(StorageGrowth.IsFull(Row(30, 0) with { Exhausted = 20 }, filled));
        Assert.False(StorageGrowth.IsFull(Row(20, 0) with { Exhausted = 20 }, new(0)));
        Assert.True(StorageGrowth.IsFull(Row(30, 0) with { Exhausted = 20 }, Of(31, 0)));
    }

    [Fact]
    public void It_is_asked_again_when_it_was_low_for_long_enough_and_rested()
    {
        Assert.Equal(hour.AddMinutes(1), StorageGrowth.Again(Row(20, 100, 4, 7), hour, times));
        Assert.Equal(hour.AddHours(1), StorageGrowth.Again(Row(20, 100, 60, 5), hour, times));
        Assert.Null(StorageGrowth.Again(Row(20, 100, 60, 7), hour, times));
        Assert.Null(StorageGrowth.Again(Row(20, 0, 4, 7), hour, times));
        Assert.Null(StorageGrowth.Again(Row(20, 100) with { LowSince = null }, hour, times));
    }

    [Fact]
    public void What_its_owner_hears_says_how_much_there_is() => Assert.Equal(
        "The free storage capacity for DB instance: shop is low at 7% of the provisioned storage [Provisioned Storage: "
        + "20.00 GB, Free Storage: 1.50 GB]. You may want to increase the provisioned storage to address this issue.",
        Says.StorageLow("shop", 20 * GiB, 3 * GiB / 2));

    private static InstanceRow Row(int size, int most, int low = 0, int rested = 0) => new("db-ONE", "1", new()
    {
        AllocatedStorage = size,
        MaxAllocatedStorage = most == 0 ? null : most,
        StorageType = "gp3",
    })
    {
        LowSince = hour.AddMinutes(-low),
        Grown = hour.AddHours(-rested),
    };

    private static Room Of(double used, double growth) => new((long)(used * GiB), (long)(growth * GiB));
}
