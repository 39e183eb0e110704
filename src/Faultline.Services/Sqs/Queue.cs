using Faultline.Store;

namespace Faultline.Services.Sqs;

/// <summary>A queue as the region knows it: its name, its partition, and who waits at it.</summary>
internal sealed class Queue(QueueArn arn, QueueState state, Partition<QueueState> partition, TimeProvider clock)
{
    public QueueArn Arn => arn;

    /// <summary>Its name in the book, <c>ACCOUNT/NAME</c>.</summary>
    public string Key { get; } = $"{arn.Account}/{arn.Name}";

    public Waiters Waiters { get; } = new(clock);

    /// <summary>The settings as they were last set; whoever acts on them reads them again under the turn.</summary>
    public QueueSettings Settings => state.Settings;

    public bool Exists => state.Exists;

    /// <summary>A move task takes from it.</summary>
    public bool HasMoveTask => state.ActiveMoveTask is not null;

    public DateTimeOffset Now => clock.GetUtcNow();

    public ValueTask<Held<QueueState>> Take(CancellationToken ct) => partition.Take(ct);
}
