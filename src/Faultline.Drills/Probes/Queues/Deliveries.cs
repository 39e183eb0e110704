using System.Globalization;
using Faultline.Api.Sqs;
using Faultline.Drills.Ledgers;

namespace Faultline.Drills.Probes.Queues;

/// <summary>All that came out of one queue, in the order in which it came.</summary>
internal sealed class Deliveries(string url)
{
    private readonly Lock gate = new();
    private readonly List<(string Probe, Found Found)> came = [];

    public string Url => url;

    /// <summary>Where the queue's owner says that what fails too often goes; null where nobody says.</summary>
    public string? DeadLetters { get; set; }

    /// <summary>A message as a producer sends it.</summary>
    public static string Text(string probe, long key) =>
        string.Create(CultureInfo.InvariantCulture, $"{key} {Payload.Of(probe, key)} {probe}");

    /// <summary>Whose a message is and what it says; null for one that no producer of ours sent.</summary>
    public static (string Probe, Found Found)? Read(Message message) =>
        message.Body?.ToString().Split(' ', 3) is [var number, var value, var probe]
        && long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var key)
            ? (probe, new(key, value))
            : null;

    public void Add(IEnumerable<Message> messages)
    {
        lock (gate)
        {
            came.AddRange(messages.Select(Read).OfType<(string, Found)>());
        }
    }

    public IReadOnlyList<Found> Of(string probe)
    {
        lock (gate)
        {
            return [.. came.Where(each => each.Probe == probe).Select(static each => each.Found)];
        }
    }
}
