using System.Globalization;

namespace Faultline.Simulation;

/// <summary>What whoever runs the tests may ask for, over what the stories say.</summary>
internal sealed record Settings(int? Seeds, ulong? Seed, bool DoubleCheck)
{
    public const string SeedsName = "FAULTLINE_SEEDS";
    public const string SeedName = "FAULTLINE_SEED";
    public const string DoubleCheckName = "FAULTLINE_DOUBLECHECK";

    /// <summary>Read once: tests run beside each other, and none may change them for the others.</summary>
    public static Settings FromEnvironment { get; } = From(Environment.GetEnvironmentVariable);

    public static Settings From(Func<string, string?> variable) => new(
        Whole(variable(SeedsName), SeedsName) is { } seeds ? checked((int)seeds) : null,
        Whole(variable(SeedName), SeedName),
        variable(DoubleCheckName) is "1" or "true");

    private static ulong? Whole(string? text, string name) => text switch
    {
        null or "" => null,
        _ when ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) => value,
        _ => throw new ArgumentException($"{name} must be a whole number, not '{text}'."),
    };
}
