namespace Faultline.Kernel.Times;

/// <summary>How long the steps last that AWS does out of sight.</summary>
public enum Profile
{
    /// <summary>As long as the published figures say.</summary>
    Aws,

    /// <summary>No longer than the real work here.</summary>
    Fast,
}

/// <summary>The profile of the server, and of those services that have one of their own.</summary>
public sealed record Timing(Profile Profile)
{
    public static Timing Fast { get; } = new(Profile.Fast);

    public static Timing Aws { get; } = new(Profile.Aws);

    public IReadOnlyDictionary<string, Profile> Services { get; init; } = new Dictionary<string, Profile>();

    public Profile Of(string service) => Services.GetValueOrDefault(service, Profile);

    /// <summary>How long this step takes this time, on top of the work itself.</summary>
    public TimeSpan Draw(Step step, Dice dice) => Of(step.Service) == Profile.Aws ? step.Draw(dice) : TimeSpan.Zero;

    /// <summary>An interval that AWS documents, or the shorter one that this profile has for it.</summary>
    public TimeSpan Interval(string service, TimeSpan aws, TimeSpan fast) => Of(service) == Profile.Aws ? aws : fast;
}
