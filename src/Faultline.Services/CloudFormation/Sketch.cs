using System.Text.Json.Nodes;
using Faultline.Services.CloudFormation.Templates;

namespace Faultline.Services.CloudFormation;

/// <summary>
/// What a template would make, for programs that look at architectures before anything is made: no server is asked, and
/// nothing is.
/// </summary>
public static class Sketch
{
    /// <summary>
    /// Its resources with their properties: functions are worked out as far as they can be, a resource is called
    /// <c>${LogicalId}</c>, an ARN of it <c>${LogicalId.Arn}</c>, and what is not known before it is made is null.
    /// Throws <see cref="SketchRefused"/> in CloudFormation's words.
    /// </summary>
    public static IReadOnlyList<SketchedResource> Read(
        string body,
        string region,
        string account,
        IReadOnlyDictionary<string, string> parameters,
        IReadOnlyList<string> zones)
    {
        try
        {
            var template = Template.Read(body);
            var bound = template.Bind(new()
            {
                Account = account,
                Region = region,
                StackName = "sketch",
                StackId = $"arn:aws:cloudformation:{region}:{account}:stack/sketch/0",
                Parameters = parameters,
                Stored = Stored(template, parameters),
                Zones = where => where.Length == 0 || where == region ? zones : [],
                Export = static export => $"${{{export}}}",

                // Rules that ask what an account has find nobody to ask here.
                Things = template.Asked.Count == 0 ? Things.None : null,
            });
            var names = new ItsNames();
            return [.. bound.Resources.Select(one => new SketchedResource(
                one.LogicalId, one.Type, bound.ResolveEarly(one, names).Properties))];
        }
        catch (TemplateFault fault)
        {
            throw new SketchRefused(fault.Message);
        }
    }

    /// <summary>What Parameter Store holds is not known here: an image's id, mostly.</summary>
    private static Dictionary<string, string> Stored(
        Template template, IReadOnlyDictionary<string, string> parameters)
    {
        var stored = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var parameter in template.Parameters.Where(one => one.IsStored))
        {
            if ((parameters.GetValueOrDefault(parameter.Name) ?? parameter.Default) is { } name)
            {
                stored[name] = $"${{{name}}}";
            }
        }

        return stored;
    }

    private sealed class ItsNames : IReferences
    {
        public string? Ref(string logicalId) => $"${{{logicalId}}}";

        public JsonNode? Attribute(string logicalId, string name) =>
            name.EndsWith("Arn", StringComparison.Ordinal) ? JsonValue.Create($"${{{logicalId}.{name}}}") : null;
    }
}

/// <summary>A resource that a template would make.</summary>
public sealed record SketchedResource(string LogicalId, string Type, JsonObject Properties);

/// <summary>A text is no template that could be made a stack of.</summary>
public sealed class SketchRefused(string message) : Exception(message);
