using Faultline.Engines.Postgres.Archives;

namespace Faultline.Tests.Engines.Postgres;

/// <summary>An archive says up to when it has all, and never says more.</summary>
public sealed class ArchiveStateTests
{
    private const int Bytes = 4 << 20;

    private readonly HashSet<string> files = [];
    private readonly Dictionary<int, History> histories = [];
    private ArchiveState state = new();

    [Fact]
    public void A_moment_counts_once_the_log_up_to_its_place_is_there()
    {
        See(1, 10.5);
        Assert.Equal((At(1), null), (state.From, state.Until));
        See(2, 10.9);
        See(3, 11.2);
        Keep(1, 10);
        See(4, 11.4);
        Assert.Equal(At(2), state.Until);
        Keep(1, 11);
        See(5, 12.1);
        Assert.Equal(At(4), state.Until);
    }

    [Fact]
    public void While_nothing_is_committed_it_has_all_up_to_now()
    {
        See(1, 10.5, quiet: 700);
        Keep(1, 10);
        See(2, 11, quiet: 700);
        Assert.Equal(At(2), state.Until);

        // What stands after the place is not a commit: no transaction has begun.
        See(3, 11.1, quiet: 700);
        Assert.Equal(At(3), state.Until);
        See(4, 11.2, quiet: 701);
        See(5, 11.2, quiet: null);
        See(6, 11.2, quiet: 701);
        Assert.Equal(At(3), state.Until);
        Keep(1, 11);
        See(7, 12, quiet: 701);
        Assert.Equal(At(7), state.Until);
    }

    [Fact]
    public void A_busy_moment_is_no_ground_for_a_later_one()
    {
        See(1, 10.5);
        Keep(1, 10);
        See(2, 11, quiet: null);
        Assert.Equal(At(2), state.Until);
        See(3, 11.1, quiet: 700);
        Assert.Equal(At(2), state.Until);
    }

    [Fact]
    public void A_missing_piece_ends_it_and_it_begins_anew_after_it()
    {
        See(1, 10.5);
        Keep(1, 10);
        See(2, 11.5);
        See(3, 12.5);
        Keep(1, 12);
        See(4, 13.5);
        Assert.Equal((At(4), null), (state.From, state.Until));
        Keep(1, 13);
        See(5, 14.5);
        Assert.Equal((At(4), At(4)), (state.From, state.Until));
    }

    [Fact]
    public void Pieces_that_come_while_it_looks_are_no_hole()
    {
        See(1, 10.5);
        Keep(1, 10);
        See(2, 11.5);
        bool Has(string name)
        {
            var was = files.Contains(name);
            if (name == Segment.NameOf(1, 11, Bytes))
            {
                Keep(1, 11);
                Keep(1, 12);
            }

            return was;
        }

        state = state.See(new(At(3), Place(13.5), null), 1, Bytes, Has, histories.GetValueOrDefault);
        Assert.Equal((At(1), At(1)), (state.From, state.Until));
        See(4, 13.6);
        Assert.Equal((At(1), At(2)), (state.From, state.Until));
    }

    [Fact]
    public void It_goes_on_in_the_history_of_whoever_writes_next()
    {
        See(1, 10.5);
        Keep(1, 10);
        See(2, 11.2);
        See(3, 11.8);

        // The new one writes before its history has come: nothing more is known by that.
        See(4, 11.7, timeline: 2);
        Assert.Equal(At(1), state.Until ?? At(1));
        histories[2] = new(2, [(1, Place(11.5))]);
        See(5, 11.9, timeline: 2);
        Assert.Equal(2, state.Timeline);
        Assert.True(state.Until is null || state.Until <= At(1));

        // What the old one had after the place where it was left is another history's.
        Keep(1, 11);
        See(6, 12.1, timeline: 2);
        Assert.True(state.Until is null || state.Until <= At(1));
        Keep(2, 11);
        See(7, 12.3, timeline: 2);
        Assert.Equal(At(5), state.Until);
    }

    [Fact]
    public void One_that_begins_in_a_later_history_needs_no_earlier_one()
    {
        See(1, 10.5, timeline: 3);
        Keep(3, 10);
        See(2, 11.5, timeline: 3);
        Assert.Equal(At(1), state.Until);
    }

    [Theory]
    [InlineData(1, 0x2FF, "00000001000000000000" + "02FF")]
    [InlineData(26, 0x400, "0000001A00000001" + "00000000")]
    public void A_segment_has_a_name_that_leads_back(int timeline, long number, string name)
    {
        Assert.Equal(name, Segment.NameOf(timeline, number, Bytes));
        Assert.Equal((timeline, number), Segment.Parse(name, Bytes));
        Assert.Null(Segment.Parse(name + ".partial", Bytes));
        Assert.Null(Segment.Parse("00000002.history", Bytes));
    }

    [Fact]
    public void A_history_says_whose_file_each_segment_is()
    {
        var history = History.Parse(3, ["1\t0/2C00000\tno recovery target specified", "", "2 0/3800098 x", "what"]);
        Assert.Equal([(1, 0x2C00000L), (2, 0x3800098L)], history.Before);
        long[] numbers = [10, 11, 12, 13, 14];
        Assert.Equal([1, 2, 2, 2, 3], numbers.Select(number => history.TimelineOf(number, Bytes)));
        Assert.Equal("00000003.history", History.NameOf(3));
    }

    private static DateTimeOffset At(int second) => DateTimeOffset.UnixEpoch.AddSeconds(second);

    private static long Place(double segments) => (long)(segments * Bytes);

    private void Keep(int timeline, long number) => files.Add(Segment.NameOf(timeline, number, Bytes));

    private void See(int second, double segments, long? quiet = null, int timeline = 1) => state = state.See(
        new(At(second), Place(segments), quiet), timeline, Bytes, files.Contains, histories.GetValueOrDefault);
}
