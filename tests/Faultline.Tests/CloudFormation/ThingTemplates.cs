using System.Text.Json.Nodes;

namespace Faultline.Tests.CloudFormation;

/// <summary>Templates of scripted things, in a line each.</summary>
internal static class ThingTemplates
{
    /// <summary>
    /// A template of things, each as <c>A Size=1 Link=B</c>: a value that is the name of another refers to it. What
    /// begins with <c>@</c> is an attribute of the resource, as <c>@DeletionPolicy=Retain</c>.
    /// </summary>
    public static string Body(params string[] things)
    {
        var names = things.Select(thing => thing.Split(' ')[0]).ToHashSet(StringComparer.Ordinal);
        var resources = new JsonObject();
        foreach (var parts in things.Select(thing => thing.Split(' ')))
        {
            var (properties, resource) = (new JsonObject(), new JsonObject { ["Type"] = ScriptedThings.Type });
            foreach (var part in parts[1..].Select(part => part.Split('=', 2)))
            {
                if (part[0].StartsWith('@'))
                {
                    resource[part[0][1..]] = part[1].StartsWith('{') ? JsonNode.Parse(part[1]) : part[1];
                }
                else
                {
                    properties[part[0]] = names.Contains(part[1]) ? new JsonObject { ["Ref"] = part[1] } : part[1];
                }
            }

            resource["Properties"] = properties;
            resources[parts[0]] = resource;
        }

        return new JsonObject { ["Resources"] = resources }.ToJsonString();
    }
}
