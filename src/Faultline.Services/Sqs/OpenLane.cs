namespace Faultline.Services.Sqs;

/// <summary>A standard queue's order: whatever became visible first is given first.</summary>
internal sealed class OpenLane : ILane
{
    private Message? first;
    private Message? last;

    public void Join(Message message)
    {
    }

    public void Show(Message message)
    {
        message.Before = last;
        if (last is null)
        {
            first = message;
        }
        else
        {
            last.After = message;
        }

        last = message;
    }

    public void Hide(Message message)
    {
        if (message.Before is null && first != message)
        {
            return;
        }

        if (message.Before is { } before)
        {
            before.After = message.After;
        }
        else
        {
            first = message.After;
        }

        if (message.After is { } after)
        {
            after.Before = message.Before;
        }
        else
        {
            last = message.Before;
        }

        message.Before = message.After = null;
    }

    public void Leave(Message message) => Hide(message);

    public Message? Next(Message? last) => first;
}
