namespace Faultline.Services.AutoScaling.Policies;

/// <summary>
/// How a policy changes a capacity by so much ("Scaling adjustment types", Amazon EC2 Auto Scaling user guide). Pure.
/// </summary>
internal static class Adjustment
{
    public const string Change = "ChangeInCapacity";
    public const string Exact = "ExactCapacity";
    public const string Percent = "PercentChangeInCapacity";

    public static IReadOnlyList<string> All { get; } = [Change, Exact, Percent];

    /// <summary>The capacity that comes out.</summary>
    /// <param name="least">By how much a percentage changes at least.</param>
    public static int Of(string? type, int amount, int? least, int capacity) => type switch
    {
        Exact => amount,
        Percent => Sum(capacity, Share(capacity, amount, least ?? 0)),
        _ => Sum(capacity, amount),
    };

    /// <summary>No further than numbers go, which is beyond every maximum.</summary>
    private static int Sum(int capacity, long change) =>
        (int)Math.Clamp(capacity + change, int.MinValue, int.MaxValue);

    /// <summary>
    /// Rounded towards nothing, save that less than one whole is one: 12.7 is 12, .67 is 1, -.58 is -1, -6.67 is -6.
    /// </summary>
    private static long Share(int capacity, int percent, int least)
    {
        var hundredths = (long)capacity * percent;
        var whole = Math.Max(Math.Abs(hundredths) / 100, hundredths == 0 ? 0 : 1);
        return Math.Sign(percent) * Math.Max(whole, least);
    }
}
