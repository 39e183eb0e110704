namespace Faultline.Bench;

/// <summary>The clock, moved ahead by hand.</summary>
internal sealed class Ahead : TimeProvider
{
    public TimeSpan By { get; set; }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + By;
}
