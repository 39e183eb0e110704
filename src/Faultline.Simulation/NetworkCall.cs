namespace Faultline.Simulation;

/// <summary>One request under way, as its caller sees it: answered once, or given up.</summary>
internal sealed class NetworkCall(World world, Host from, Host to, long number)
{
    private readonly TaskCompletionSource<object> outcome = new();

    public Host From { get; } = from;

    public Host To { get; } = to;

    public async Task<object> Answer() => await outcome.Task;

    public void Settle(object answer)
    {
        if (outcome.TrySetResult(answer))
        {
            Note("is answered", answer);
        }
    }

    public void Break(Exception why)
    {
        if (outcome.TrySetException(why))
        {
            Note("is answered with", why.GetType().Name);
        }
    }

    public void Refuse() => Fail("closed the connection");

    public void GiveUp(TimeSpan limit) => Fail($"did not answer within {limit}");

    public void Note(string what, object? detail) =>
        world.Scheduler.Note(From.Name, $"{what} {To.Name}", detail as string ?? detail?.GetType().Name, number);

    private void Fail(string how)
    {
        if (outcome.TrySetException(new NoAnswer($"{To.Name} {how}.")))
        {
            Note("has no answer from", how);
        }
    }
}
