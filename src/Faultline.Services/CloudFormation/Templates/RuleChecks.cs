namespace Faultline.Services.CloudFormation.Templates;

/// <summary>Whether the parameters are as the template's rules say that they must be.</summary>
internal static class RuleChecks
{
    /// <summary>Throws what the assertions say of themselves that do not hold.</summary>
    public static void Check(IReadOnlyList<RuleSource> rules, Scope scope)
    {
        var judgement = new Judgement(scope);
        var broken = rules
            .Where(rule => rule.Condition is null || judgement.Of(rule.Condition))
            .SelectMany(rule => rule.Assertions
                .Where(assertion => !judgement.Of(assertion.Assert))
                .Select(assertion => assertion.Description ?? $"An assertion of rule {rule.Name} does not hold."))
            .ToList();
        if (broken.Count > 0)
        {
            throw new TemplateFault(string.Join(" ", broken));
        }
    }
}
