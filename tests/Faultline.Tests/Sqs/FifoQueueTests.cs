using Faultline.Services.Sqs;
using Faultline.Wire;

namespace Faultline.Tests.Sqs;

/// <summary>One FIFO queue as pure state, played step by step.</summary>
public sealed class FifoQueueTests
{
    [Fact]
    public void A_group_gives_its_messages_in_order() =>
        Play.Fifo("send a in 1; send b in 1; send c in 1; receive 2 -> a b; delete a; delete b; receive 2 -> c");

    [Fact]
    public void A_group_gives_nothing_while_a_message_of_it_is_in_flight() =>
        Play.Fifo(
            "send a in 1; send b in 1; receive -> a; receive -> nothing; send c in 1; receive -> nothing; delete a; " +
            "receive -> b");

    [Fact]
    public void Other_groups_go_on() =>
        Play.Fifo("send a in 1; send b in 2; send c in 1; receive -> a; receive 10 -> b");

    [Fact]
    public void A_receive_takes_one_groups_messages_before_the_next_groups() =>
        Play.Fifo("send a in 1; send b in 2; send c in 1; receive 10 -> a c b");

    [Fact]
    public void What_comes_back_comes_back_before_what_follows_it() =>
        Play.Fifo("send a in 1; send b in 1; receive for 5s -> a; +5s; receive 10 -> a b");

    [Fact]
    public void A_message_that_is_let_go_comes_alone_while_the_next_is_still_held() => Play.Fifo(
        "send a in 1; send b in 1; send x in 2; receive 2 -> a b; hide a 0s -> Done; receive 3 -> x a");

    [Theory]
    [InlineData("a", "nothing")]
    [InlineData("b", "a")]
    [InlineData("c", "a b")]
    public void A_message_that_is_held_longer_holds_all_that_follow_it(string held, string visible) => Play.Fifo(
        $"send a in 1; send b in 1; send c in 1; receive 5 for 1s -> a b c; hide {held} 4s -> Done; +3s; " +
        $"receive 5 -> {visible}");

    [Fact]
    public void A_group_of_which_one_is_deleted_and_one_held_stays_closed() => Play.Fifo(
        "send a in 1; send b in 1; send c in 1; send x in 2; receive 2 -> a b; delete a; receive 10 -> x");

    [Fact]
    public void With_no_visibility_timeout_groups_take_turns() => Play.Fifo(
        "send a1 in 1; send b1 in 2; send b2 in 2; send c1 in 3; send a2 in 1;" +
        "receive 3 for 0s -> a1 a2 b1; receive 10 for 0s -> c1 a1 a2 b1 b2");

    [Fact]
    public void A_handle_ends_with_its_visibility_timeout() =>
        Play.Fifo("send a in 1; receive for 5s -> a; +5s; delete a -> Expired; hide a 5s -> Expired; receive -> a");

    [Fact]
    public void A_handle_that_was_extended_lives_on() =>
        Play.Fifo("send a in 1; receive for 5s -> a; hide a 10s -> Done; +9s; delete a -> Done; receive -> nothing");

    [Fact]
    public void The_same_id_within_five_minutes_is_the_same_message() => Play.Fifo(
        "send a in 1 as x -> new; send b in 1 as x -> duplicate; send c in 2 as x -> duplicate; receive 10 -> a;" +
        "delete a; +299s; send d in 1 as x -> duplicate; +1s; send e in 1 as x -> new; receive 10 -> e");

    [Fact]
    public void By_group_the_same_id_in_another_group_is_another_message() => Play.On(
        new() { Fifo = true, DeduplicatesByGroup = true },
        "send a in 1 as x -> new; send b in 2 as x -> new; send c in 1 as x -> duplicate");

    [Fact]
    public void A_duplicate_is_told_the_first_ones_id_and_number()
    {
        var state = Play.Fifo("").State;
        var first = state.Send(Play.Letter("a", "1", "x"), null, Play.Start);
        var second = state.Send(Play.Letter("b", "1", "x"), null, Play.Start);
        Assert.Equal((first.MessageId, first.Number, true), (second.MessageId, second.Number, second.IsDuplicate));
    }

    [Fact]
    public void A_purge_forgets_what_was_sent() =>
        Play.Fifo("send a in 1 as x; purge; send b in 1 as x -> new; receive -> b");

    [Fact]
    public void The_queues_delay_keeps_the_order() => Play.On(
        new() { Fifo = true, DelaySeconds = 5 },
        "send a in 1; +1s; send b in 1; +4s; receive 10 -> a; +1s; receive 10 -> nothing; delete a; receive -> b");

    [Fact]
    public void A_repeated_attempt_gives_the_same_again_for_as_long_again() => Play.Fifo(
        "send a in 1; send b in 1; send c in 2; receive 2 for 10s attempt t -> a b; +9s;" +
        "receive 2 for 10s attempt t -> a b; delete a/1 -> Done; +9s; delete b/1 -> Done");

    [Fact]
    public void Another_attempt_gives_other_messages() =>
        Play.Fifo("send a in 1; send b in 2; receive attempt t -> a; receive attempt u -> b");

    [Fact]
    public void An_attempt_whose_messages_are_visible_again_is_a_new_one() =>
        Play.Fifo("send a in 1; receive for 5s attempt t -> a; +5s; receive attempt t -> a; delete a/2 -> Done");

    [Theory]
    [InlineData("delete a")]
    [InlineData("hide a 20s")]
    public void An_attempt_whose_messages_were_changed_cannot_be_repeated(string change)
    {
        var error = Assert.Throws<AwsError>(() => Play.Fifo(
            $"send a in 1; send b in 1; receive 2 attempt t -> a b; {change}; receive 2 attempt t"));
        Assert.Equal("InvalidParameterValue", error.Code);
    }

    [Fact]
    public void After_five_minutes_an_attempt_is_forgotten() => Play.Fifo(
        "send a in 1; send b in 2; receive for 1h attempt t -> a; +5m; receive for 1h attempt t -> b");

    [Fact]
    public void A_dead_message_keeps_its_group_back_until_it_is_moved() => Play.On(
        new() { Fifo = true },
        "send a in 1; send b in 1; receive for 0s -> a; receive -> nothing; dead -> a; receive -> b", deadAfter: 1);

    [Fact]
    public void Sequence_numbers_have_twenty_digits_and_grow()
    {
        var numbers = new ulong[] { 1, 2, 1_000_000, ulong.MaxValue >> 8 }.Select(Shown.SequenceNumber).ToList();
        Assert.All(numbers, number => Assert.Equal(20, number.Length));
        Assert.Equal(numbers.Order(StringComparer.Ordinal), numbers);
    }
}
