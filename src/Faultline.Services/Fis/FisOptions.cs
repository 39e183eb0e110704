using Faultline.Services.Fis.Actions;

namespace Faultline.Services.Fis;

/// <summary>What fault injection acts with, and what it asks. Where an API is null there is nothing of it.</summary>
internal sealed record FisOptions
{
    /// <summary>The actions that there are.</summary>
    public IReadOnlyList<ActionKind> Actions { get; init; } = [];

    public Wire.Api? Ec2 { get; init; }

    public Wire.Api? AutoScaling { get; init; }

    public Wire.Api? Elb { get; init; }

    public Wire.Api? Rds { get; init; }

    public Wire.Api? Shifts { get; init; }

    /// <summary>Whose alarms stop experiments.</summary>
    public Wire.Api? CloudWatch { get; init; }

    /// <summary>Where logs are put.</summary>
    public Wire.Api? Logs { get; init; }
}
