namespace Faultline.Store;

/// <summary>One block becoming durable: all who wait for it share it. Later ones have larger numbers.</summary>
internal sealed class Commit(long number) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public long Number { get; } = number;

    public static Commit? Later(Commit? one, Commit? other) =>
        one is null || (other is not null && other.Number > one.Number) ? other : one;
}
