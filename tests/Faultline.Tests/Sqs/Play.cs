using System.Text;
using Faultline.Services.Sqs;

namespace Faultline.Tests.Sqs;

/// <summary>
/// Plays a line of steps on one queue, without store or wire. A step is <c>send a</c> (in a FIFO queue <c>send a in
/// G</c>, <c>as ID</c>), <c>receive 2 for 10s</c>, <c>hide a 10s</c>, <c>delete a</c>, <c>+30s</c>, <c>counts</c>;
/// after an arrow stands what it must give.
/// </summary>
internal sealed class Play
{
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, ReceiptHandle> handles = [];
    private readonly List<Message> given = [];
    private int sent;

    private Play(QueueSettings settings) => State.Make(settings, [], Start, new(1));

    public QueueState State { get; } = new();

    public DateTimeOffset Now { get; private set; } = Start;

    /// <summary>After how many receives a message is dead; null while there is no policy.</summary>
    public int? DeadAfter { get; init; }

    public static Play Standard(string steps) => On(new(), steps);

    public static Play Fifo(string steps) => On(new() { Fifo = true, ContentBasedDeduplication = true }, steps);

    public static Play On(QueueSettings settings, string steps, int? deadAfter = null)
    {
        var play = new Play(settings) { DeadAfter = deadAfter };
        play.Steps(steps);
        return play;
    }

    public void Steps(string steps)
    {
        foreach (var step in steps.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = step.Split("->", StringSplitOptions.TrimEntries);
            var gave = Step(parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            if (parts.Length > 1)
            {
                Assert.Equal($"{parts[0]} -> {parts[1]}", $"{parts[0]} -> {gave}");
            }
        }
    }

    public static Letter Letter(string body, string? group = null, string? id = null)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        return new()
        {
            Id = new(Services.Sqs.Letter.Md5Of(bytes).ToString("x32")),
            Body = bytes,
            BodyMd5 = Services.Sqs.Letter.Md5Of(bytes),
            SenderId = "me",
            GroupId = group,
            DeduplicationId = id,
        };
    }

    private static string? After(string[] step, string word) =>
        Array.IndexOf(step, word) is >= 0 and var at ? step[at + 1] : null;

    private static TimeSpan Span(string text) => text[^1] switch
    {
        's' => TimeSpan.FromSeconds(double.Parse(text[..^1])),
        'm' => TimeSpan.FromMinutes(int.Parse(text[..^1])),
        'h' => TimeSpan.FromHours(int.Parse(text[..^1])),
        _ => TimeSpan.FromDays(int.Parse(text[..^1])),
    };

    private string Step(string[] step) => step[0] switch
    {
        ['+', .. var span] => Pass(Span(span)),
        "send" => Send(step),
        "receive" => Receive(step),
        "hide" => $"{State.ChangeVisibility(Handle(step[1]), (int)Span(step[2]).TotalSeconds, Now)}",
        "delete" => $"{State.Delete(Handle(step[1]), Now)}",
        "counts" => Counts(),
        "purge" => Purge(),
        "dead" => Dead(),
        _ => throw new ArgumentException(step[0]),
    };

    private ReceiptHandle Handle(string name) => handles[name];

    private string Pass(TimeSpan span)
    {
        Now += span;
        return "";
    }

    private string Purge()
    {
        State.Purge(Now);
        return "";
    }

    private string Counts()
    {
        State.Settle(Now, int.MaxValue);
        return $"{State.Visible} visible, {State.Delayed} delayed, {State.InFlight} in flight";
    }

    private string Dead()
    {
        var taken = new List<Message>();
        State.TakeDead(DeadAfter ?? int.MaxValue, 10, taken);
        return Names(taken);
    }

    private string Send(string[] step)
    {
        var delay = After(step, "delayed") is { } span ? (int)Span(span).TotalSeconds : (int?)null;
        var id = After(step, "as") ?? (State.Settings.Fifo ? $"unique {sent++}" : null);
        var receipt = State.Send(Letter(step[1], After(step, "in"), id), delay, Now);
        return receipt.IsDuplicate ? "duplicate" : "new";
    }

    private string Receive(string[] step)
    {
        var max = step.Length > 1 && int.TryParse(step[1], out var count) ? count : 1;
        var span = After(step, "for") is { } text ? Span(text) : TimeSpan.FromSeconds(State.Settings.VisibilityTimeout);
        given.Clear();
        State.Receive(new(max, span, After(step, "attempt"), DeadAfter), Now, given);
        foreach (var message in given)
        {
            var handle = new ReceiptHandle(State.Incarnation, message.Number, message.Receives);
            handles[message.Letter.BodyText] = handle;
            handles[$"{message.Letter.BodyText}/{message.Receives}"] = handle;
        }

        return Names(given);
    }

    private static string Names(List<Message> messages) =>
        messages.Count == 0 ? "nothing" : string.Join(' ', messages.Select(message => message.Letter.BodyText));
}
