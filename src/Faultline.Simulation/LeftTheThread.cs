namespace Faultline.Simulation;

/// <summary>Something went on in another thread, where neither its time nor its order is the seed's.</summary>
public sealed class LeftTheThread(string stack) : Exception(
    "Something left the simulated thread. Usual ways: Task.Run, ConfigureAwait(false), a timer or a wait without the "
    + "node's clock, real I/O; WhenAny, WhenAll or WaitAsync directly over the task of a TaskCompletionSource that "
    + "runs continuations asynchronously, or over a channel's wait (await those in an async method first). "
    + $"It came from:\n{stack}");
