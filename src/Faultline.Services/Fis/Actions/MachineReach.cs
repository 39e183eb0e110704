namespace Faultline.Services.Fis.Actions;

/// <summary>
/// What AWS does to instances where no API does, and what a rehearsal must see of them. Each that orders says whether
/// there is such an instance that runs; said again for the same hour it does nothing more.
/// </summary>
internal sealed record MachineReach
{
    /// <summary>Tells an instance, from that hour on, that it may be taken away.</summary>
    public required Func<string, DateTimeOffset, CancellationToken, ValueTask<bool>> Rebalance { get; init; }

    /// <summary>Gives an instance notice that it is taken away at that hour.</summary>
    public required Func<string, DateTimeOffset, CancellationToken, ValueTask<bool>> Interrupt { get; init; }

    /// <summary>When each instance that runs has booted.</summary>
    public required Func<ValueTask<IReadOnlyDictionary<string, DateTimeOffset>>> Booted { get; init; }
}
