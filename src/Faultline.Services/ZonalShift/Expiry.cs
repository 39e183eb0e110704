using System.Globalization;
using Faultline.Api.ZonalShift;

namespace Faultline.Services.ZonalShift;

/// <summary>How long a shift lasts, as callers write it: <c>30m</c>, <c>6h</c>. Pure.</summary>
internal static class Expiry
{
    /// <summary>StartZonalShift in the API reference: up to three days.</summary>
    private static readonly TimeSpan Most = TimeSpan.FromHours(72);

    public static TimeSpan Of(string text)
    {
        var count = int.Parse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture);
        var span = text[^1] == 'h' ? TimeSpan.FromHours(count) : TimeSpan.FromMinutes(count);
        return span <= Most
            ? span
            : throw Refusal.Invalid(
                ValidationExceptionReason.InvalidExpiresIn, "A zonal shift can be set to expire in up to 72 hours.");
    }
}
