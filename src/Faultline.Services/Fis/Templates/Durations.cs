using Faultline.Kernel.Times;

namespace Faultline.Services.Fis.Templates;

/// <summary>Durations in parameters, in ISO 8601: <c>PT5M</c>. Pure.</summary>
internal static class Durations
{
    /// <summary>The parameter that says how long an action lasts.</summary>
    public const string Lasting = "duration";

    /// <summary>Whether a parameter of that name is one.</summary>
    public static bool IsOne(string parameter) => parameter.EndsWith("uration", StringComparison.Ordinal);

    public static TimeSpan? Read(string? text) =>
        text is { Length: > 1 } && text[0] == 'P' && Spans.TryRead(text, out var span) ? span : null;

    /// <summary>How long an action with these parameters lasts; null where it has no such parameter.</summary>
    public static TimeSpan? LastingOf(IReadOnlyDictionary<string, string>? parameters) =>
        Read(parameters?.GetValueOrDefault(Lasting));
}
