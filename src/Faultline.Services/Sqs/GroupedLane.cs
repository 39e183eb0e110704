namespace Faultline.Services.Sqs;

/// <summary>
/// A FIFO queue's order. A group gives its messages from its head on, up to the first that is in flight; so long as its
/// head may be received it stands in the row of open groups.
/// </summary>
internal sealed class GroupedLane : ILane
{
    private readonly Dictionary<string, Group> groups = new(StringComparer.Ordinal);
    private readonly LinkedList<Group> open = [];

    public void Join(Message message)
    {
        var id = message.Letter.GroupId ?? "";
        if (!groups.TryGetValue(id, out var group))
        {
            groups.Add(id, group = new(id));
        }

        group.Append(message);
    }

    public void Show(Message message) => Judge(message.Group!);

    public void Hide(Message message) => Judge(message.Group!);

    public void Leave(Message message)
    {
        var group = message.Group!;
        group.Remove(message);
        if (group.Head is null)
        {
            groups.Remove(group.Id);
        }

        Judge(group);
    }

    /// <summary>As many as may be from one group, then the next group's.</summary>
    public Message? Next(Message? last) =>
        last?.After is { Place: Place.Visible } next ? next : open.First?.Value.Head;

    private void Judge(Group group)
    {
        var ready = group.Head is { Place: Place.Visible };
        if (ready && group.Standing.List is null)
        {
            open.AddLast(group.Standing);
        }
        else if (!ready && group.Standing.List is not null)
        {
            open.Remove(group.Standing);
        }
    }
}

/// <summary>The messages of one group in a FIFO queue, in the order of sending.</summary>
internal sealed class Group
{
    private Message? tail;

    public Group(string id)
    {
        Id = id;
        Standing = new(this);
    }

    public string Id { get; }

    public Message? Head { get; private set; }

    /// <summary>Its place in the row of open groups, if it stands there.</summary>
    public LinkedListNode<Group> Standing { get; }

    public void Append(Message message)
    {
        message.Group = this;
        message.Before = tail;
        if (tail is null)
        {
            Head = message;
        }
        else
        {
            tail.After = message;
        }

        tail = message;
    }

    public void Remove(Message message)
    {
        if (message.Before is { } before)
        {
            before.After = message.After;
        }
        else
        {
            Head = message.After;
        }

        if (message.After is { } after)
        {
            after.Before = message.Before;
        }
        else
        {
            tail = message.Before;
        }

        message.Before = message.After = null;
        message.Group = null;
    }
}
