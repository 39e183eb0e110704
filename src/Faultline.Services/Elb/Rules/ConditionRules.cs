using System.Net;
using Faultline.Api.Elb;
using Faultline.Wire;

namespace Faultline.Services.Elb.Rules;

/// <summary>
/// Which conditions a rule may have ("Condition types for listener rules" in the user guide for Application Load
/// Balancers, and RuleCondition in the API reference).
/// </summary>
internal static class ConditionRules
{
    private const int ValueMax = 128;
    private const int NameMax = 40;

    /// <summary>The conditions as they are kept; refused if one is wrong.</summary>
    public static List<RuleCondition> Check(List<RuleCondition>? asked)
    {
        if (asked is not { Count: > 0 })
        {
            throw Refusal.Invalid("A condition must be specified");
        }

        foreach (var condition in asked)
        {
            CheckOne(condition);
        }

        foreach (var field in (string[])[Conditions.Host, Conditions.Path, Conditions.Method, Conditions.Source])
        {
            if (asked.Count(condition => condition.Field == field) > 1)
            {
                throw Refusal.Invalid($"A rule can have only one '{field}' condition");
            }
        }

        if (asked.Sum(condition => Conditions.ValuesOf(condition).Count) > Limits.ConditionValuesMax)
        {
            throw Refusal.Invalid($"A rule can only have '{Limits.ConditionValuesMax}' condition values");
        }

        var wildcards = asked.Where(condition => condition.Field is not (Conditions.Source or Conditions.Method))
            .SelectMany(Conditions.ValuesOf)
            .Sum(value => value.Count(letter => letter is '*' or '?'));
        return wildcards <= Limits.ConditionWildcardsMax
            ? asked.ConvertAll(Conditions.Full)
            : throw Refusal.Invalid($"A rule can only have '{Limits.ConditionWildcardsMax}' condition wildcards");
    }

    private static void CheckOne(RuleCondition condition)
    {
        if (condition.Field is not { } field || !Conditions.Fields.Contains(field))
        {
            throw Refusal.Invalid(
                $"Condition field '{condition.Field}' must be one of '[{string.Join(", ", Conditions.Fields)}]'");
        }

        if (condition is { RegexValues.Count: > 0 } or { HostHeaderConfig.RegexValues.Count: > 0 }
            or { PathPatternConfig.RegexValues.Count: > 0 } or { HttpHeaderConfig.RegexValues.Count: > 0 })
        {
            throw Refusal.NotBuilt("conditions with regular expressions");
        }

        CheckForm(condition, field);
        var values = Conditions.ValuesOf(condition);
        if (values.Count == 0)
        {
            throw Refusal.Invalid("A condition value must be specified");
        }

        if (field == Conditions.Query)
        {
            CheckPairs(condition.QueryStringConfig!.Values!);
            return;
        }

        foreach (var value in values)
        {
            CheckValue(field, value);
        }
    }

    private static void CheckForm(RuleCondition condition, string field)
    {
        if (field is Conditions.Host or Conditions.Path)
        {
            var isTwice = condition.Values is { Count: > 0 }
                && (field == Conditions.Host
                    ? condition.HostHeaderConfig?.Values is { Count: > 0 }
                    : condition.PathPatternConfig?.Values is { Count: > 0 });
            var isSame = condition.Values?.SequenceEqual(Conditions.ValuesOf(condition)) == true;
            if (isTwice && !isSame)
            {
                throw Refusal.Invalid(
                    $"You cannot specify both Values and the configuration of the condition field '{field}'");
            }
        }
        else if (condition.Values is { Count: > 0 })
        {
            throw Refusal.Invalid($"Values cannot be specified for the condition field '{field}'");
        }

        if (field == Conditions.Header)
        {
            CheckHeaderName(condition.HttpHeaderConfig?.HttpHeaderName);
        }
    }

    private static void CheckHeaderName(string? name)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw Refusal.Invalid("A header name must be specified for an 'http-header' condition");
        }

        if (name.Length > NameMax)
        {
            throw TooLong("HTTP header name", NameMax);
        }

        if (!name.All(letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter)))
        {
            throw Refusal.Invalid($"The HTTP header name '{name}' contains characters that are not valid");
        }

        if (name.Equals("host", StringComparison.OrdinalIgnoreCase))
        {
            throw Refusal.Invalid(
                "The 'host' header cannot be used in an 'http-header' condition; use a 'host-header' condition");
        }
    }

    private static void CheckPairs(List<QueryStringKeyValuePair> pairs)
    {
        foreach (var pair in pairs)
        {
            if (string.IsNullOrEmpty(pair.Value))
            {
                throw Refusal.Invalid("A condition value must be specified");
            }

            if (pair.Value.Length > ValueMax || pair.Key?.Length > ValueMax)
            {
                throw TooLong($"'{Conditions.Query}' value", ValueMax);
            }
        }
    }

    private static void CheckValue(string field, string value)
    {
        if (value.Length == 0)
        {
            throw Refusal.Invalid("A condition value must be specified");
        }

        if (field == Conditions.Source)
        {
            if (!value.Contains('/') || !IPNetwork.TryParse(value, out _))
            {
                throw Refusal.Invalid($"The value '{value}' is not a valid CIDR block");
            }

            return;
        }

        var max = field == Conditions.Method ? NameMax : ValueMax;
        if (value.Length > max)
        {
            throw TooLong($"'{field}' value", max);
        }

        if (!value.All(letter => IsValid(field, letter)))
        {
            throw Refusal.Invalid($"The '{field}' value '{value}' contains characters that are not valid");
        }
    }

    private static bool IsValid(string field, char letter) => field switch
    {
        Conditions.Host => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '*' or '?' or '_' or ':',
        Conditions.Method => char.IsAsciiLetterUpper(letter) || letter is '-' or '_',
        Conditions.Path => letter is > ' ' and < '\x7f',
        _ => letter is >= ' ' and < '\x7f',
    };

    private static AwsError TooLong(string what, int max) =>
        Refusal.Invalid($"The {what} is too long; the limit is '{max}'");
}
