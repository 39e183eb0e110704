namespace Faultline.Services.Sqs;

/// <summary>
/// "Available CloudWatch metrics for Amazon SQS" (developer guide). As in AWS a queue is measured while it is active:
/// it has messages, or somebody asked something of it within six hours.
/// </summary>
internal sealed partial class Sqs : IMeasured
{
    private static readonly TimeSpan activeFor = TimeSpan.FromHours(6);

    private readonly Dictionary<Queue, DateTimeOffset> lastActive = [];

    public async ValueTask<IReadOnlyCollection<Measurement>> Measure(Period period, CancellationToken ct)
    {
        var all = new List<Measurement>();
        foreach (var queue in book.All.ToList())
        {
            using var held = await queue.TakeAny(ct);
            if (!held.State.Exists)
            {
                lastActive.Remove(queue);
                continue;
            }

            var (state, tally) = (held.State, held.State.TakeTally());
            var isDue = state.NextDue <= queue.Now || state.IsOutdated(queue.Now);
            if (isDue)
            {
                state.Settle(queue.Now);
            }

            if (!tally.IsEmpty || state.Visible + state.InFlight + state.Delayed > 0)
            {
                lastActive[queue] = period.From;
            }

            if (lastActive.TryGetValue(queue, out var last) && last + activeFor > period.From)
            {
                all.AddRange(Measures(queue, state, tally, period));
            }

            if (isDue)
            {
                await held.Keep();
            }
        }

        return all;
    }

    private static IEnumerable<Measurement> Measures(Queue queue, QueueState state, Tally tally, Period period)
    {
        var age = state.OldestSent is { } sent ? queue.Now - sent : TimeSpan.Zero;
        return
        [
            Of("NumberOfMessagesSent", tally.Sent),
            Of("NumberOfMessagesReceived", tally.Received),
            Of("NumberOfEmptyReceives", tally.EmptyReceives),
            Of("NumberOfMessagesDeleted", tally.Deleted),
            Of("ApproximateNumberOfMessagesVisible", state.Visible),
            Of("ApproximateNumberOfMessagesNotVisible", state.InFlight),
            Of("ApproximateNumberOfMessagesDelayed", state.Delayed),
            Of("ApproximateAgeOfOldestMessage", Math.Floor(Math.Max(0, age.TotalSeconds)), "Seconds"),
        ];

        Measurement Of(string metric, double value, string unit = "Count") => Measurement.Of(
            queue.Arn.Account, "AWS/SQS", metric, unit, period.From, value,
            new KeyValuePair<string, string>("QueueName", queue.Arn.Name));
    }
}
