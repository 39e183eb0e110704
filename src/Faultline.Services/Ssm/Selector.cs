using System.Globalization;

namespace Faultline.Services.Ssm;

/// <summary>
/// What a caller reads: a parameter, by its name or ARN, and which version of it, by number or label
/// (<c>name:version</c>, <c>name:label</c>; "Working with parameter versions", Systems Manager user guide). Pure.
/// </summary>
internal readonly record struct Selector(string Name, long? Version, string? Label)
{
    /// <summary>As the answer repeats it.</summary>
    public string? Shown => Version is { } version ? $":{version}" : Label is null ? null : $":{Label}";

    public static Selector Read(string text)
    {
        var isArn = text.StartsWith("arn:", StringComparison.Ordinal);
        var from = isArn ? Math.Max(text.IndexOf(":parameter", StringComparison.Ordinal) + 1, 0) : 0;
        var colon = text.IndexOf(':', from);
        if (colon < 0)
        {
            return new(text, null, null);
        }

        var rest = text[(colon + 1)..];
        return long.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new(text[..colon], version, null)
            : new(text[..colon], null, rest);
    }
}
