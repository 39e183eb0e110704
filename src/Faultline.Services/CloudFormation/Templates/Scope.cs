using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>What functions may ask while a template is bound: parameters, mappings, conditions, the stack.</summary>
internal sealed class Scope(Sections sections, Setting setting, IReadOnlyDictionary<string, string> values)
{
    private readonly Dictionary<string, bool?> conditions = new(StringComparer.Ordinal);

    public Sections Sections => sections;

    public Setting Setting => setting;

    public IReadOnlyDictionary<string, string> Values => values;

    /// <summary>The value of a parameter or pseudo parameter; null where the name is none of one.</summary>
    public JsonNode? Parameter(string name)
    {
        if (sections.Parameters.TryGetValue(name, out var parameter) && values.TryGetValue(name, out var value))
        {
            return parameter.IsList ? List(parameter.Items(value)) : JsonValue.Create(value);
        }

        return name == PseudoParameters.NotificationArns
            ? List(setting.NotificationArns)
            : PseudoParameters.Of(name, setting) is { } text ? JsonValue.Create(text) : null;
    }

    public bool Holds(string condition, string asker)
    {
        if (!sections.Conditions.TryGetValue(condition, out var judged))
        {
            throw Faults.Error($"unresolved condition dependency {condition} in {asker}");
        }

        if (conditions.TryGetValue(condition, out var known))
        {
            return known ?? throw Faults.Error($"Found circular condition dependency: {condition}");
        }

        conditions[condition] = null; // It is being judged: who asks again goes round in a circle.
        var holds = new Judgement(this).Of(judged);
        conditions[condition] = holds;
        return holds;
    }

    private static JsonArray List(IEnumerable<string> items) => new([.. items.Select(one => JsonValue.Create(one))]);
}
