namespace Faultline.Drills.Probes;

/// <summary>Asks again, for a while, what the system did not answer.</summary>
internal static class Patience
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static async ValueTask<T> Until<T>(
        TimeProvider clock, DateTimeOffset until, Func<ValueTask<T>> ask, CancellationToken ct)
    {
        while (true)
        {
            try
            {
                return await ask();
            }
            catch (Exception why) when (
                Failures.Knows(why) && !ct.IsCancellationRequested && clock.GetUtcNow() + Pause < until)
            {
                await Task.Delay(Pause, clock, ct);
            }
        }
    }
}
