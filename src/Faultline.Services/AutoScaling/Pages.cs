using Faultline.Api.AutoScaling;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling;

/// <summary>Lists in pages of 50 unless more are asked for (MaxRecords in the API reference: at most 100).</summary>
internal static class Pages
{
    public const int Most = 100;
    private const int Unasked = 50;

    /// <summary>A page of the items in the order of their keys.</summary>
    public static (List<T> Page, string? Next) Cut<T>(
        Call call, IEnumerable<T> all, Func<T, string> key, int? asked, string? token, int most = Most)
    {
        if (asked < 1 || asked > most)
        {
            throw Refusal.Invalid(
                $"1 validation error detected: Value '{asked}' at 'maxRecords' failed to satisfy constraint: Member "
                + $"must have value between 1 and {most}");
        }

        return PageToken.Cut(
            call,
            all,
            key,
            asked ?? Math.Min(Unasked, most),
            token,
            () => AutoScalingErrors.InvalidNextToken("The token is not valid."));
    }
}
