using Faultline.Services.Logs.Filters;
using Faultline.Services.Logs.Keeping;

namespace Faultline.Services.Logs;

/// <summary>What metric filters and subscription filters have in common. Pure.</summary>
internal static class FilterRules
{
    /// <summary>"Filter pattern syntax": up to five filters with regular expressions on one group.</summary>
    public static void CheckRegexes(GroupState state, FilterPattern pattern, string name)
    {
        if (pattern.Regexes == 0)
        {
            return;
        }

        var others = state.MetricFilters.All.Count(row => row.Id != name && row.Pattern.Regexes > 0)
            + state.SubscriptionFilters.All.Count(row =>
                row.Id != name && FilterPattern.Read(row.Shown.FilterPattern!).Regexes > 0);
        if (others >= Limits.RegexFiltersMax)
        {
            throw Refusal.Limit();
        }
    }

    /// <summary>No group has a transformer or takes part in centralization, which these are for.</summary>
    public static void CheckSettings(bool? onTransformed, string? criteria, List<string>? fields, string fieldsName)
    {
        if (onTransformed == true)
        {
            throw Refusal.NotHere("applyOnTransformedLogs", "the log group has no transformer");
        }

        if (criteria is { Length: > 0 })
        {
            throw Refusal.NotHere("fieldSelectionCriteria", "logs are not centralized");
        }

        if (fields is { Count: > 0 })
        {
            throw Refusal.NotHere(char.ToLowerInvariant(fieldsName[0]) + fieldsName[1..], "logs are not centralized");
        }
    }
}
