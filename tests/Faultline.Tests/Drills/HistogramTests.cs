using Faultline.Drills.Measuring;
using Faultline.Kernel;

namespace Faultline.Tests.Drills;

/// <summary>Quantiles of many spans, against those of all of them sorted.</summary>
public sealed class HistogramTests
{
    private static readonly double[] Shares = [0, 0.001, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1];

    [Fact]
    public void Quantiles_are_off_by_no_more_than_they_say()
    {
        for (var seed = 1UL; seed <= 200; seed++)
        {
            var dice = new Dice(seed);
            var histogram = new Histogram();
            var all = new List<TimeSpan>();
            var decades = dice.Below(10);
            for (var count = 1 + dice.Below(3000); count > 0; count--)
            {
                var span = TimeSpan.FromMicroseconds(dice.Fraction() * Math.Pow(10, dice.Below(decades + 1)));
                all.Add(span);
                histogram.Add(span);
            }

            all.Sort();
            Assert.Equal(all.Count, histogram.Count);
            Assert.Equal(all[^1], histogram.Max);
            Assert.All(Shares, share =>
            {
                var exact = all[Math.Max(0, (int)Math.Ceiling(share * all.Count) - 1)];
                var off = exact * Histogram.Error + TimeSpan.FromMicroseconds(1);
                Assert.InRange(histogram.Quantile(share), exact - off, exact + off);
            });
        }
    }

    [Fact]
    public void Nothing_has_quantiles_of_nothing()
    {
        Assert.Equal(TimeSpan.Zero, new Histogram().Quantile(0.99));
        Assert.Equal(TimeSpan.Zero, new Histogram().Max);
    }

    [Fact]
    public void No_quantile_is_greater_than_the_greatest()
    {
        var histogram = new Histogram();
        histogram.Add(TimeSpan.FromDays(2));
        histogram.Add(TimeSpan.FromSeconds(-1));
        Assert.Equal(TimeSpan.FromDays(2), histogram.Max);
        Assert.InRange(histogram.Quantile(1), TimeSpan.FromMinutes(60), TimeSpan.FromDays(2));
        Assert.Equal(TimeSpan.FromMicroseconds(0.5), histogram.Quantile(0.5));
    }
}
