using System.Globalization;
using Faultline.Api.Elb;

namespace Faultline.Services.Elb.Rules;

/// <summary>The place of a rule among those of its listener: low numbers are tried first, the default last.</summary>
internal static class RulePriority
{
    public const string Default = "default";

    public static string Text(int priority) => priority.ToString(CultureInfo.InvariantCulture);

    /// <summary>Sorts as text in the order in which rules are tried.</summary>
    public static string KeyOf(Rule rule) => rule.Priority!.PadLeft(5, '0');
}
