using Faultline.Kernel;
using Faultline.Services.CloudWatch.Metrics;

namespace Faultline.Tests.CloudWatch;

/// <summary>Buckets in memory and on disk: in whatever order data come, and however many values there are.</summary>
public sealed class TierTests
{
    /// <summary>Against a table of plain buckets; what is seen of a tier is in order.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(60, 1)]
    [InlineData(60, 3)]
    [InlineData(3600, 2)]
    public void Data_out_of_order_are_put_where_they_belong(int width, int valuesMax)
    {
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var dice = new Dice(seed);
            var (tier, expected) = (new Tier(width), new SortedDictionary<long, List<double>>());
            for (var put = 0; put < 60; put++)
            {
                var second = 1_000_000L + dice.Below(12 * width);
                var what = new Bucket();
                for (var left = 1 + dice.Below(valuesMax); left > 0; left--)
                {
                    var value = dice.Below(5);
                    what.Add(Bucket.Of(value));
                    var start = second - (second % width);
                    expected.TryAdd(start, []);
                    expected[start].Add(value);
                }

                tier.Add(second, what);
                Assert.Equal(expected.Keys, Enumerable.Range(0, tier.Length).Select(tier.At));
            }

            foreach (var (place, (start, values)) in expected.Index())
            {
                Assert.Equal(place, tier.From(start));
                Assert.Equal(place, tier.From(start - width + 1));
                var bucket = tier[place];
                Assert.Equal(
                    (values.Count, values.Sum(), values.Min(), values.Max()),
                    (bucket.Count, bucket.Sum, bucket.Min, bucket.Max));
                Assert.Equal(values.Distinct().Order(), bucket.Spreading().Values.ToArray());
                Assert.Equal(
                    values.CountBy(value => value).OrderBy(each => each.Key).Select(each => (double)each.Value),
                    bucket.Spreading().Counts.ToArray());
            }
        }
    }

    /// <summary>What another one holds stays its own, whoever took it first.</summary>
    [Fact]
    public void Buckets_that_came_together_go_apart()
    {
        var what = Bucket.Of(1);
        what.Add(Bucket.Of(2));
        var (first, second) = (new Tier(60), new Tier(3600));
        first.Add(0, what);
        second.Add(0, what);
        first.Add(1, Bucket.Of(3));
        Assert.Equal([1, 2], second[0].Spreading().Values.ToArray());
        Assert.Equal([1, 2, 3], first[0].Spreading().Values.ToArray());
    }

    [Fact]
    public void What_is_kept_too_long_goes_and_the_rest_stays()
    {
        var tier = new Tier(60);
        for (var minute = 0; minute < 5; minute++)
        {
            var what = Bucket.Of(minute);
            what.Add(Bucket.Of(minute + 10));
            tier.Add(minute * 60, what);
        }

        tier.Forget(121);
        Assert.Equal([180L, 240L], Enumerable.Range(0, tier.Length).Select(tier.At));
        Assert.Equal([3, 13], tier[0].Spreading().Values.ToArray());
        tier.Add(121, Bucket.Of(7));
        Assert.Equal([120L, 180L, 240L], Enumerable.Range(0, tier.Length).Select(tier.At));
        Assert.Equal((7, 3), (tier[0].Min, tier[1].Min));
    }

    /// <summary>
    /// A spread of many values is of steps; read as though it were exact, the next value would be one too.
    /// </summary>
    [Fact]
    public void What_is_rounded_is_rounded_on_disk_too()
    {
        var what = new Bucket();
        for (var value = 1; value <= Spread.ExactMax + 1; value++)
        {
            what.Add(Bucket.Of(value));
        }

        var found = Through(what);
        Assert.Equal(what.Spread!.Values.ToArray(), found.Spread!.Values.ToArray());
        Assert.Equal(what.Spread.Counts.ToArray(), found.Spread.Counts.ToArray());
        var length = what.Spread.Length;
        what.Add(Bucket.Of(100.5));
        found.Add(Bucket.Of(100.5));
        Assert.Equal((length, length), (what.Spread.Length, found.Spread.Length));
        Assert.True(found.Spread.IsRounded);
        Assert.False(Through(new Bucket { Count = 2, Sum = 3, Min = 1, Max = 2, Spread = Exact() }).Spread!.IsRounded);
    }

    [Fact]
    public void Every_kind_of_bucket_is_read_as_it_was_written()
    {
        Bucket[] all =
        [
            Bucket.Of(7),
            Bucket.Of(-7.5, 3),
            Bucket.Of(0.1, 3) with { Sum = 0.3 },
            new() { Count = 5, Sum = 12, Min = 1, Max = 4 },
            new() { Count = 2, Sum = 3, Min = 1, Max = 2, Spread = Exact() },
        ];
        foreach (var each in all)
        {
            var found = Through(each);
            Assert.Equal((each.Count, each.Sum, each.Min, each.Max), (found.Count, found.Sum, found.Min, found.Max));
            Assert.Equal(each.Spread?.Values.ToArray(), found.Spread?.Values.ToArray());
            Assert.Equal(each.IsSpreadKnown, found.IsSpreadKnown);
        }
    }

    private static Spread Exact()
    {
        var spread = Spread.Of(1, 1);
        spread.Add(2, 1);
        return spread;
    }

    private static Bucket Through(Bucket bucket)
    {
        var packed = new Packed();
        packed.Bucket(bucket);
        var reader = new Packed.Reader(packed.Bytes);
        var found = reader.Bucket();
        Assert.True(reader.IsAtEnd);
        return found;
    }
}
