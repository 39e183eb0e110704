using System.Collections.Immutable;

namespace Faultline.Services.AutoScaling;

/// <summary>
/// What Auto Scaling hears from others of its region without asking an API for it: AWS tells it these things, so no
/// fault of an API keeps them from it.
/// </summary>
internal sealed record Signals
{
    /// <summary>The ids of the zones that a group is shifted away from, by its ARN.</summary>
    public Func<string, ImmutableHashSet<string>> ShiftedAway { get; init; } = static _ => [];

    /// <summary>The instances that EC2 has said are about to be taken away, or may be.</summary>
    public Func<CancellationToken, ValueTask<ImmutableHashSet<string>>> AtRisk { get; init; } = static _ => new([]);
}
