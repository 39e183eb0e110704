namespace Faultline.Engines.Balancer.Targets;

/// <summary>
/// Whose errors stand out among those that do the same gets less to do, and more again when it does well. Pure.
/// </summary>
/// <remarks>It takes three to say who is odd, as in AWS ("Automatic Target Weights" in the user guide).</remarks>
internal static class Anomalies
{
    private const int MembersMin = 3;
    private const int RequestsMin = 10;
    private const int ShareMin = 5;

    /// <summary>A share of errors below this is nothing odd, however well the others do.</summary>
    private const double ErrorsMin = 0.1;

    /// <summary>How many times the errors of all others are odd.</summary>
    private const double Odd = 3;

    /// <summary>The share that each is to have next, in per cent, by what was seen since the last time.</summary>
    public static int[] Next(IReadOnlyList<(int Share, int Requests, int Failures)> seen)
    {
        var (requests, failures) = (seen.Sum(each => (long)each.Requests), seen.Sum(each => (long)each.Failures));
        return
        [
            .. seen.Select(each =>
            {
                var others = requests - each.Requests;
                var usual = others == 0 ? 0 : (failures - each.Failures) / (double)others;
                var isOdd = seen.Count >= MembersMin && each.Requests >= RequestsMin
                    && each.Failures / (double)each.Requests is var own && own > ErrorsMin && own > Odd * usual;
                return isOdd ? Math.Max(ShareMin, each.Share / 2)
                    : each.Requests == 0 && each.Share < 100 ? each.Share
                    : Math.Min(100, each.Share * 2);
            }),
        ];
    }
}
