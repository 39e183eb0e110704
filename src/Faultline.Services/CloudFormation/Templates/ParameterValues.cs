namespace Faultline.Services.CloudFormation.Templates;

/// <summary>Gives parameters the values that a stack has for them.</summary>
internal static class ParameterValues
{
    /// <summary>All of them by name; a stored one is what the store holds.</summary>
    public static Dictionary<string, string> Of(IReadOnlyList<ParameterDeclaration> parameters, Setting setting)
    {
        var known = parameters.Select(one => one.Name).ToHashSet(StringComparer.Ordinal);
        var odd = setting.Parameters.Keys.Where(one => !known.Contains(one)).ToList();
        if (odd.Count > 0)
        {
            throw new TemplateFault($"Parameters: [{string.Join(", ", odd)}] do not exist in the template");
        }

        var given = parameters.ToDictionary(
            one => one.Name,
            one => setting.Parameters.GetValueOrDefault(one.Name) ?? one.Default,
            StringComparer.Ordinal);
        var missing = parameters.Where(one => given[one.Name] is null).Select(one => one.Name).ToList();
        if (missing.Count > 0)
        {
            throw new TemplateFault($"Parameters: [{string.Join(", ", missing)}] must have values");
        }

        var lost = parameters
            .Where(one => one.IsStored && !setting.Stored.ContainsKey(given[one.Name]!))
            .Select(one => given[one.Name])
            .ToList();
        if (lost.Count > 0)
        {
            throw new TemplateFault(
                $"Unable to fetch parameters [{string.Join(",", lost)}] from parameter store for this account.");
        }

        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in parameters)
        {
            // What is checked of a stored one is its name in the store.
            var value = given[parameter.Name]!;
            ParameterChecks.Check(parameter, value);
            values[parameter.Name] = parameter.IsStored ? setting.Stored[value] : value;
        }

        return values;
    }
}
