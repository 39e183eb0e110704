using Faultline.Services.Sqs;
using Faultline.Store;

namespace Faultline.Tests.Sqs;

public sealed class LoadTests
{
    private static readonly string[] Senders = ["AIDA", "AIDA", "Zürich", "Zürich", "AID", "AIDA"];

    [Fact]
    public void Messages_are_given_in_the_order_of_their_numbers_in_whichever_they_were_loaded()
    {
        var state = new QueueState();
        state.Expect(Kinds.Letter, 3);
        foreach (var number in (ulong[])[7, 5, 6])
        {
            Load(state, Sent(number, $"body {number}", "me"));
        }

        state.Loaded();
        Assert.Equal("body 5, body 6, body 7", string.Join(", ", Received(state).Select(one => one.Letter.BodyText)));
    }

    [Fact]
    public void Messages_of_one_sender_share_its_name_and_others_keep_their_own()
    {
        var state = new QueueState();
        foreach (var (number, sender) in Senders.Index())
        {
            Load(state, Sent((ulong)number, "a", sender));
        }

        state.Loaded();
        var senders = Received(state).ConvertAll(one => one.Letter.SenderId);
        Assert.Equal(Senders, senders);
        Assert.Same(senders[0], senders[1]);
        Assert.Same(senders[2], senders[3]);
        Assert.Same(senders[0], senders[5]);
        Assert.NotSame(senders[0], senders[4]);
    }

    private static List<Message> Received(QueueState state)
    {
        var given = new List<Message>();
        state.Receive(new(10, TimeSpan.FromSeconds(30)), Play.Start, given);
        return given;
    }

    private static Message Sent(ulong number, string body, string sender) => new()
    {
        Number = number,
        Letter = Play.Letter(body) with { SenderId = sender },
        Sent = Play.Start.UtcTicks,
        Due = Play.Start.UtcTicks,
    };

    private static void Load(QueueState state, Message message)
    {
        var bytes = new ByteBuffer();
        LetterEntry.Write(new(bytes), message);
        state.Load(new(Kinds.Letter, message.Number), bytes.Written);
    }
}
