using System.Globalization;

namespace Faultline.Services.AutoScaling.Groups;

/// <summary>Hours as causes of activities have them.</summary>
internal static class Hours
{
    public static string Text(DateTimeOffset hour) =>
        hour.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
