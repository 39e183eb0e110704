using Faultline.Kernel;
using Faultline.Services.Fis.Templates;

namespace Faultline.Tests.Fis;

/// <summary>Which actions come after which others.</summary>
public sealed class SequenceTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("a", 1)]
    [InlineData("a b c", 3)]
    [InlineData("a b<a c<b", 1)]
    [InlineData("a b c<a,b d<c e<c f<c", 3)]
    [InlineData("a b<a c d<c", 2)]
    [InlineData("a b c<a d<a,b", 2)]
    public void As_many_run_at_once_as_none_waits_for_another(string text, int width) =>
        Assert.Equal(width, Read(text).Width());

    [Fact]
    public void The_width_is_that_of_the_widest_set_of_which_none_waits_for_another()
    {
        var dice = new Dice(7);
        for (var round = 0; round < 300; round++)
        {
            var after = Enumerable.Range(0, 1 + dice.Below(8)).Select(i =>
                Enumerable.Range(0, i).Where(_ => dice.Chance(0.3)).ToList()).ToList();
            var all = after.Select((_, i) => Before(i)).ToList();
            var widest = Enumerable.Range(0, 1 << after.Count).Where(set =>
                Enumerable.Range(0, after.Count).All(i => (set >> i & 1) == 0 || (all[i] & set) == 0))
                .Max(set => int.PopCount(set));
            var sequence = new Sequence(after.Select((each, i) =>
                ($"{i}", (IReadOnlyList<string>)[.. each.Select(one => $"{one}")])));
            Assert.Equal(widest, sequence.Width());

            int Before(int i) => after[i].Aggregate(0, (set, one) => set | 1 << one | Before(one));
        }
    }

    [Fact]
    public void Together_they_take_as_long_as_the_longest_way() => Assert.Equal(
        TimeSpan.FromMinutes(3), Read("a b<a c<b d").Length(_ => TimeSpan.FromMinutes(1)));

    [Theory]
    [InlineData("a b<a", null)]
    [InlineData("a<a", "a")]
    [InlineData("a b<c c<b", "b")]
    public void Whoever_comes_after_itself_is_named(string text, string? circle) =>
        Assert.Equal(circle, Read(text).Circle);

    private static Sequence Read(string text) => new(text
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(word => word.Split('<'))
        .Select(parts => (parts[0], (IReadOnlyList<string>)(parts.Length > 1 ? parts[1].Split(',') : []))));
}
