using Faultline.Api.CloudWatch;

namespace Faultline.Services.CloudWatch.Alarms;

/// <summary>What an alarm comes to, and from what.</summary>
/// <param name="State">Null where it stays in the state that it is in.</param>
/// <param name="Real">The values that it was judged by, oldest first.</param>
/// <param name="Filled">How many were missing.</param>
internal sealed record Verdict(string? State, IReadOnlyList<Point> Real, int Filled);

/// <summary>
/// Judges an alarm by the last values of its metric. More are looked at than it needs, so that the newest real ones
/// count though some are missing ("How alarm state is evaluated when data is missing" and "Avoiding premature
/// transitions to alarm state", under "Configuring how CloudWatch alarms treat missing data", user guide). Pure.
/// </summary>
internal static class Evaluation
{
    /// <summary>So many periods more than it needs: the tables of that page look at five for three.</summary>
    public const int Extra = 2;

    /// <param name="range">A value or none for each period of the evaluation range, oldest first.</param>
    public static Verdict Of(Terms terms, IReadOnlyList<Point?> range)
    {
        var real = range.OfType<Point>().TakeLast(terms.Periods).ToList();
        var filled = terms.Periods - real.Count;
        if (terms.IgnoresVague && real.Exists(point => point.IsVague))
        {
            return new(null, real, filled);
        }

        var breaching = real.Count(point => terms.IsBreached(point.Value));
        if (filled == 0 || breaching >= terms.ToAlarm)
        {
            return new(Of(breaching >= terms.ToAlarm), real, filled);
        }

        return new(
            terms.Missing switch
            {
                "breaching" => Of(breaching + filled >= terms.ToAlarm),
                "notBreaching" => StateValue.Ok,
                "ignore" => breaching == real.Count ? null : StateValue.Ok,
                _ => real.Count == 0 ? StateValue.InsufficientData
                    : Of(breaching == real.Count && Age(range) >= terms.ToAlarm),
            },
            real,
            filled);
    }

    private static string Of(bool isAlarm) => isAlarm ? StateValue.Alarm : StateValue.Ok;

    /// <summary>How many periods ago the oldest value is, the newest period being one.</summary>
    private static int Age(IReadOnlyList<Point?> range)
    {
        for (var i = 0; i < range.Count; i++)
        {
            if (range[i] is not null)
            {
                return range.Count - i;
            }
        }

        return 0;
    }
}
