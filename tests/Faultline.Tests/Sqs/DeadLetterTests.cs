using static Faultline.Tests.Sqs.Counter;

namespace Faultline.Tests.Sqs;

/// <summary>Dead messages through the operations: a receive moves what it comes across.</summary>
public sealed class DeadLetterTests
{
    private const string Arn = $"arn:aws:sqs:{Region}:{Account}";

    private readonly Counter sqs = new();

    [Fact]
    public void A_busy_queue_lets_its_dead_go()
    {
        var (url, dead) = Make("");
        sqs.Send(url, "poison");
        sqs.Receive(url, max: 1, visibility: 0);
        sqs.Send(url, "a");
        sqs.Send(url, "b");
        Assert.Equal("a", $"{Assert.Single(sqs.Receive(url, max: 1)).Body}");
        Assert.Equal("poison", $"{Assert.Single(sqs.Receive(dead)).Body}");
        Assert.Equal("b", $"{Assert.Single(sqs.Receive(url)).Body}");
    }

    [Fact]
    public void All_that_a_receive_comes_across_is_moved_at_once()
    {
        const int Many = 250;
        var (url, dead) = Make("");
        for (var i = 0; i < Many; i++)
        {
            sqs.Send(url, $"{i}");
        }

        for (var i = 0; i < Many / 10; i++)
        {
            sqs.Receive(url, visibility: 1);
        }

        sqs.Pass(1);
        sqs.Send(url, "a");
        Assert.Equal("a", $"{Assert.Single(sqs.Receive(url)).Body}");
        Assert.Equal($"{Many}", sqs.Attributes(dead, "All")["ApproximateNumberOfMessages"]);
    }

    [Fact]
    public void A_group_goes_on_behind_its_dead_while_others_are_busy()
    {
        var (url, dead) = Make(".fifo");
        Send(url, "poison", "1");
        Send(url, "next", "1");
        sqs.Receive(url, max: 1, visibility: 0);
        Send(url, "a", "2");
        Send(url, "b", "2");
        Assert.Equal("a", $"{Assert.Single(sqs.Receive(url, max: 1)).Body}");
        Assert.Equal("poison", $"{Assert.Single(sqs.Receive(dead)).Body}");
        Assert.Equal("next", $"{Assert.Single(sqs.Receive(url, max: 1)).Body}");
    }

    [Fact]
    public void An_attempt_that_came_across_dead_can_be_repeated()
    {
        var (url, dead) = Make(".fifo");
        Send(url, "poison", "1");
        sqs.Receive(url, max: 1, visibility: 0);
        Send(url, "a", "2");
        Send(url, "b", "3");
        Assert.Equal(["a"], Attempt(url));
        Assert.Equal(["a"], Attempt(url));
        Assert.Single(sqs.Receive(dead));
    }

    /// <summary>What is less dead than a new policy asks for stays, wherever it stands among the dead.</summary>
    [Fact]
    public void Only_what_the_policy_of_the_hour_calls_dead_is_moved()
    {
        var play = Play.On(
            new(), "send a; receive for 0s; receive for 0s; send b; receive for 0s; receive for 0s; receive 5",
            deadAfter: 3);
        var taken = new List<Services.Sqs.Message>();
        play.State.Receive(new(5, TimeSpan.Zero, DeadAfter: 1), play.Now.AddDays(1), taken);
        taken.Clear();
        play.State.TakeDead(3, 5, taken);
        Assert.Equal(["a"], taken.Select(message => message.Letter.BodyText));
    }

    private (string Url, string Dead) Make(string ending)
    {
        (string, string)[] type = ending.Length > 0
            ? [("FifoQueue", "true"), ("ContentBasedDeduplication", "true")]
            : [];
        var dead = sqs.Make($"dead{ending}", type);
        var policy = $$"""{"deadLetterTargetArn":"{{Arn}}:dead{{ending}}","maxReceiveCount":1}""";
        return (sqs.Make($"jobs{ending}", [("RedrivePolicy", policy), .. type]), dead);
    }

    private void Send(string url, string body, string group) => Of(sqs.Sqs.SendMessage(
        sqs.Call(), new() { QueueUrl = url, MessageBody = body, MessageGroupId = group }, default));

    private IEnumerable<string> Attempt(string url) => Of(sqs.Sqs.ReceiveMessage(
        sqs.Call(),
        new() { QueueUrl = url, MaxNumberOfMessages = 1, ReceiveRequestAttemptId = "once" },
        default)).Messages!.Select(message => $"{message.Body}");
}
