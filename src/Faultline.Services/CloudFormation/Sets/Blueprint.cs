using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>What the template of a set lets be said of it. Pure.</summary>
internal sealed class Blueprint
{
    private readonly Template template;

    private Blueprint(Template template) => this.template = template;

    /// <summary>Reads a template; what is wrong with it is refused.</summary>
    public static Blueprint Read(string? body)
    {
        if (string.IsNullOrEmpty(body))
        {
            throw SetRefusal.Invalid("Either Template URL or Template Body must be specified.");
        }

        if (System.Text.Encoding.UTF8.GetByteCount(body) > Template.BodyBytesMax)
        {
            throw SetRefusal.Invalid(
                "1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have "
                + $"length less than or equal to {Template.BodyBytesMax}");
        }

        try
        {
            return new(Template.Read(body));
        }
        catch (TemplateFault wrong)
        {
            throw SetRefusal.Invalid(wrong.Message);
        }
    }

    /// <summary>
    /// The values of parameters, those that stay as they are taken from before. Refused are such as the template does
    /// not know, and a lack of those that have no default.
    /// </summary>
    public List<Parameter> Parameters(List<Parameter>? asked, List<Parameter>? before)
    {
        var values = Values(asked, before, "Parameters");
        var missing = template.Parameters
            .Where(each => each.Default is null && !values.Exists(value => value.ParameterKey == each.Name))
            .Select(each => each.Name).ToList();
        return missing.Count > 0
            ? throw SetRefusal.Invalid($"Parameters: [{string.Join(", ", missing)}] must have values")
            : values;
    }

    /// <summary>The values that some instances are to have instead.</summary>
    public List<Parameter> Overrides(List<Parameter> asked, List<Parameter>? before) =>
        Values(asked, before, "Parameter overrides");

    /// <summary>Those values that the template has parameters for.</summary>
    public List<Parameter> Known(List<Parameter> values) =>
        values.FindAll(value => template.Parameters.Any(each => each.Name == value.ParameterKey));

    /// <summary>The values as anybody may see them.</summary>
    public List<Parameter> Masked(List<Parameter>? values) =>
    [
        .. (values ?? []).Select(value =>
            template.Parameters.Any(each => each.Name == value.ParameterKey && each.NoEcho)
                ? new Parameter { ParameterKey = value.ParameterKey, ParameterValue = "****" }
                : value),
    ];

    private List<Parameter> Values(List<Parameter>? asked, List<Parameter>? before, string what)
    {
        var unknown = (asked ?? []).Select(each => each.ParameterKey)
            .Where(key => template.Parameters.All(each => each.Name != key)).ToList();
        if (unknown.Count > 0)
        {
            throw SetRefusal.Invalid($"{what}: [{string.Join(", ", unknown)}] do not exist in the template");
        }

        return [.. (asked ?? []).Select(each => Value(each, before)).OfType<Parameter>()];
    }

    private static Parameter? Value(Parameter asked, List<Parameter>? before) => asked.UsePreviousValue == true
        ? before?.Find(each => each.ParameterKey == asked.ParameterKey)
        : new() { ParameterKey = asked.ParameterKey, ParameterValue = asked.ParameterValue ?? "" };
}
