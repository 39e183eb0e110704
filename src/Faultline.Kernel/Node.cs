namespace Faultline.Kernel;

/// <summary>
/// One machine of the cloud, real or simulated: a region of the running server, or one of many in a simulation. It
/// hands out the clock and the dice; nothing else makes time or chance.
/// </summary>
public sealed record Node(string Name, TimeProvider Clock, Dice Dice)
{
    public DateTimeOffset Now => Clock.GetUtcNow();

    /// <summary>
    /// Hears of trouble in work that no caller waits for, such as a reconciler's. The running server logs it; a
    /// simulation fails on <see cref="InvariantBroken"/>.
    /// </summary>
    public Action<Exception> Report { get; init; } = static _ => { };
}
