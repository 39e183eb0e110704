namespace Faultline.Wire.Signatures;

/// <summary>
/// What a signature must fit: the service by its signing name, the region where only one will do, and the hour.
/// </summary>
public readonly record struct Expected
{
    public required string Service { get; init; }

    /// <summary>
    /// The only region that is right: the one that is to answer. Null when any is.
    /// </summary>
    public string? Region { get; init; }

    public required Protocol Protocol { get; init; }

    /// <summary>The operation may be called without a signature.</summary>
    public bool Anonymous { get; init; }

    public required DateTimeOffset Now { get; init; }
}
