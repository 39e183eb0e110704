using Faultline.Services.Sqs;

namespace Faultline.Tests.Sqs;

/// <summary>One standard queue as pure state, played step by step.</summary>
public sealed class StandardQueueTests
{
    [Fact]
    public void A_message_is_received_again_until_it_is_deleted() =>
        Play.Standard("send a; receive -> a; +30s; receive -> a; delete a -> Done; +30s; receive -> nothing");

    [Fact]
    public void A_received_message_is_hidden_to_the_last_moment_of_its_visibility_timeout() =>
        Play.Standard("send a; receive for 10s -> a; +9.999s; receive -> nothing; +0.001s; receive -> a");

    [Fact]
    public void A_visibility_timeout_of_nothing_hides_nothing() =>
        Play.Standard("send a; receive for 0s -> a; receive for 0s -> a");

    [Fact]
    public void Messages_come_in_the_order_in_which_they_became_visible() => Play.Standard(
        "send a; send b delayed 5s; send c; receive for 10s -> a; +5s; receive 10 for 1s -> c b; +5s; receive 10 -> " +
        "b c a");

    [Fact]
    public void A_delay_of_its_own_goes_before_the_queues() => Play.On(
        new() { DelaySeconds = 10 },
        "send a; send b delayed 0s; receive 10 -> b; +9s; receive -> nothing; +1s; receive -> a");

    [Fact]
    public void A_receive_gives_no_more_than_it_was_asked_for() =>
        Play.Standard("send a; send b; send c; receive 2 -> a b; receive 2 -> c; receive 2 -> nothing");

    [Fact]
    public void What_is_hidden_longer_stays_hidden_longer() =>
        Play.Standard("send a; receive for 5s -> a; hide a 20s -> Done; +19s; receive -> nothing; +1s; receive -> a");

    [Fact]
    public void What_is_no_longer_hidden_is_there_at_once() =>
        Play.Standard("send a; receive -> a; hide a 0s -> Done; receive -> a");

    [Fact]
    public void A_message_whose_timeout_ended_can_be_hidden_again_by_its_last_receiver() =>
        Play.Standard("send a; receive for 5s -> a; +6s; hide a 10s -> Done; receive -> nothing; +10s; receive -> a");

    [Fact]
    public void Nothing_is_hidden_longer_than_twelve_hours_from_its_receive() =>
        Play.Standard("send a; receive -> a; hide a 12h -> Done; +1s; hide a 12h -> TooLong; hide a 11h -> Done");

    [Fact]
    public void A_message_can_be_deleted_after_its_timeout_so_long_as_nobody_received_it_since() =>
        Play.Standard("send a; receive for 5s -> a; +6s; delete a -> Done; receive -> nothing");

    [Fact]
    public void An_old_handle_is_accepted_and_deletes_nothing() => Play.Standard(
        "send a; receive for 5s -> a; +6s; receive for 5s -> a; delete a/1 -> Done; hide a/1 9s -> NotThere; +5s; " +
        "receive -> a");

    [Fact]
    public void To_delete_what_is_deleted_is_no_error() =>
        Play.Standard("send a; receive -> a; delete a -> Done; delete a -> Done; hide a 1s -> NotThere");

    [Fact]
    public void A_message_expires_wherever_it_is() => Play.On(
        new() { MessageRetentionPeriod = 60 },
        "send a; send b; receive for 1h -> a; send c delayed 15m; +59s; counts -> 1 visible, 1 delayed, 1 in flight;" +
        "+1s; receive -> nothing; counts -> 0 visible, 0 delayed, 0 in flight");

    [Fact]
    public void Counts_follow_a_message_through_its_life() => Play.Standard(
        "send a; send b delayed 5s; counts -> 1 visible, 1 delayed, 0 in flight;" +
        "receive -> a; counts -> 0 visible, 1 delayed, 1 in flight;" +
        "+30s; counts -> 2 visible, 0 delayed, 0 in flight;" +
        "receive 10 -> b a; delete a; counts -> 0 visible, 0 delayed, 1 in flight; purge; counts -> 0 visible, 0 " +
        "delayed, 0 in flight");

    [Fact]
    public void A_purge_takes_all_and_old_handles_find_nothing() =>
        Play.Standard(
            "send a; send b; receive -> a; purge; receive -> nothing; delete a -> Done; send c; receive -> c");

    [Fact]
    public void After_its_last_receive_a_message_is_dead() => Play.On(
        new(), "send a; receive for 1s; +1s; receive for 1s -> a; dead -> nothing; +1s; receive -> nothing; dead -> a",
            deadAfter: 2);

    [Fact]
    public void A_dead_message_does_not_keep_others_back() => Play.On(
        new(), "send a; send b; receive for 0s -> a; receive -> b; receive -> nothing; dead -> a", deadAfter: 1);

    [Fact]
    public void What_was_dead_lives_again_when_the_policy_goes()
    {
        var state = Play.On(new(), "send a; receive for 0s -> a; receive -> nothing", deadAfter: 1).State;
        var given = new List<Message>();
        state.Receive(new(1, TimeSpan.FromSeconds(1)), Play.Start, given);
        Assert.Single(given);
    }

    [Fact]
    public void What_came_from_another_queue_keeps_its_count_and_is_not_dead_for_it()
    {
        var source = Play.On(new(), "send a; receive for 0s; receive for 0s; receive for 0s", deadAfter: 2);
        var dead = new List<Message>();
        source.State.TakeDead(2, 10, dead);
        var target = new QueueState();
        target.Make(new(), [], Play.Start, new(2));
        target.Take(Assert.Single(dead), "arn:aws:sqs:eu-west-1:000000000000:jobs", Play.Start.AddSeconds(9));
        var given = new List<Message>();
        target.Receive(new(1, TimeSpan.Zero, DeadAfter: 2), Play.Start.AddSeconds(9), given);
        Assert.Equal(3, Assert.Single(given).Receives);
        Assert.Equal(Play.Start.UtcTicks, given[0].Sent);
        Assert.Equal("arn:aws:sqs:eu-west-1:000000000000:jobs", given[0].SourceArn);
    }

    [Fact]
    public void No_more_are_in_flight_than_may_be()
    {
        var state = new QueueState();
        state.Make(new(), [], Play.Start, new(1));
        var given = new List<Message>();
        for (var i = 0; i < Limits.InFlightMax + 1; i++)
        {
            state.Send(Play.Letter("a"), null, Play.Start);
            given.Clear();
            state.Receive(new(10, TimeSpan.FromSeconds(30)), Play.Start, given);
        }

        Assert.Empty(given);
        Assert.True(state.IsFull);
        state.Receive(new(10, TimeSpan.FromSeconds(30)), Play.Start.AddSeconds(30), given);
        Assert.Equal(10, given.Count);
    }
}
