using System.Text.RegularExpressions;
using Faultline.Api.Ssm;

namespace Faultline.Services.Ssm;

/// <summary>
/// The patterns that values must match, as callers write them: those that take a time in proportion to the value, so
/// that nobody's pattern holds the others up. Pure.
/// </summary>
internal static class Patterns
{
    public static void Check(string? pattern, string value)
    {
        if (string.IsNullOrEmpty(pattern))
        {
            return;
        }

        if (!Read(pattern).IsMatch(value))
        {
            throw SsmErrors.ParameterPatternMismatchException(
                $"Parameter value, cannot be validated against allowedPattern: {pattern}");
        }
    }

    private static Regex Read(string pattern)
    {
        try
        {
            return new($"\\A(?:{pattern})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception wrong) when (wrong is ArgumentException or NotSupportedException)
        {
            throw SsmErrors.InvalidAllowedPatternException(
                $"The allowed pattern {pattern} is not a regular expression that is supported.");
        }
    }
}
