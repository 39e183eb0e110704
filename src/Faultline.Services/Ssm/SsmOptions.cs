using Faultline.Wire.Signatures;

namespace Faultline.Services.Ssm;

/// <summary>What Parameter Store works with.</summary>
public sealed record SsmOptions
{
    /// <summary>What a seal for it is made for.</summary>
    public const string Purpose = "parameter store";

    /// <summary>
    /// Closes secret values, also on the disk. Where nobody gives one it hides nothing: everybody knows its key.
    /// </summary>
    public Seal Seal { get; init; } = new(new byte[32], Purpose);
}
