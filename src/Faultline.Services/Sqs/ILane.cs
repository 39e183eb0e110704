namespace Faultline.Services.Sqs;

/// <summary>
/// The order in which a queue gives its messages: a standard queue has one open lane, a FIFO queue a lane in groups.
/// </summary>
internal interface ILane
{
    /// <summary>The message has come into the queue. Messages join in the order of their numbers.</summary>
    void Join(Message message);

    /// <summary>The message may be received.</summary>
    void Show(Message message);

    /// <summary>The message may not be received: it was just taken, or waits for the dead-letter queue.</summary>
    void Hide(Message message);

    /// <summary>The message has left the queue, from whichever place.</summary>
    void Leave(Message message);

    /// <summary>The next message to give, best from where the last one of the same receive came from.</summary>
    Message? Next(Message? last);
}
