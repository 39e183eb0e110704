using System.Collections.Immutable;
using Faultline.Engines.Balancer.Config;

namespace Faultline.Engines.Balancer.Rules;

/// <summary>A listener's rules, made ready: the first whose every condition is met says what is done.</summary>
internal sealed class RulePlan(ImmutableArray<RuleConfig> rules, Func<RuleAction, Act> ready)
{
    private readonly (string Name, Test[] Tests, Act Act)[] rules =
        [.. rules.Select(rule => (rule.Name, rule.Conditions.Select(Test.Of).ToArray(), ready(rule.Action)))];

    /// <summary>Null when no rule is for it, which a listener with a default never has.</summary>
    public Act? Find(in Asked asked)
    {
        foreach (var (_, tests, act) in rules)
        {
            if (AreMet(tests, asked))
            {
                return act;
            }
        }

        return null;
    }

    /// <summary>The name of the rule that does this; null when none of them does.</summary>
    public string? NameOf(Act act) => Array.Find(rules, rule => ReferenceEquals(rule.Act, act)).Name;

    private static bool AreMet(Test[] tests, in Asked asked)
    {
        foreach (var test in tests)
        {
            if (!test.Is(asked))
            {
                return false;
            }
        }

        return true;
    }
}
