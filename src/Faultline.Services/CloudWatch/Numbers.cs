using System.Globalization;

namespace Faultline.Services.CloudWatch;

/// <summary>Numbers as AWS writes them in sentences: <c>70.0</c>, <c>38.958</c>.</summary>
internal static class Numbers
{
    public static string Text(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        return text.AsSpan().ContainsAny('.', 'E', 'N') || double.IsInfinity(value) ? text : text + ".0";
    }
}
