namespace Faultline.Services.Logs;

/// <summary>What can be chosen of CloudWatch Logs, and whom it asks.</summary>
public sealed record LogsOptions
{
    /// <summary>What all groups of a region may hold of events, in memory and on disk alike.</summary>
    public long HeldBytesMax { get; init; } = 1L << 30;

    /// <summary>How often consoles are read.</summary>
    public TimeSpan ConsoleInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The API of EC2, whose instances have consoles; null where there are none to read.</summary>
    public Wire.Api? Instances { get; init; }

    /// <summary>The accounts that have instances.</summary>
    public Func<ValueTask<IReadOnlyCollection<string>>> Accounts { get; init; } =
        static () => new(Array.Empty<string>());

    /// <summary>The API of CloudWatch, which takes what metric filters count; null where nobody does.</summary>
    public Wire.Api? Metrics { get; init; }
}
