using System.Text.Json.Nodes;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Provisioning;

/// <summary>What resource types do alike when they ask their service.</summary>
internal static class Asking
{
    /// <summary>What was asked for; null where the thing is not there.</summary>
    public static async ValueTask<T?> OrGone<T>(this ResourceType type, ValueTask<T> asked) where T : class
    {
        try
        {
            return await asked;
        }
        catch (AwsError error) when (type.SaysGone(error))
        {
            return null;
        }
    }

    /// <summary>The same of what answers nothing.</summary>
    public static async ValueTask OrGone(this ResourceType type, ValueTask asked)
    {
        try
        {
            await asked;
        }
        catch (AwsError error) when (type.SaysGone(error))
        {
            // What is gone already is deleted.
        }
    }

    /// <summary>Refuses properties that nobody here honours.</summary>
    public static void Refuse(this ResourceType type, Properties properties, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (properties.Has(name))
            {
                throw Refused.NotBuilt(type.Name, name);
            }
        }
    }

    /// <summary>What an API answered, in the names of templates, and only what templates of the type can say.</summary>
    public static JsonObject Shown(this ResourceType type, IStructure value)
    {
        var all = Properties.Of(value);
        foreach (var name in all.Select(one => one.Key).Where(name => type.Facts.Find(name) is null).ToList())
        {
            all.Remove(name);
        }

        return all;
    }

    public static JsonArray List(IEnumerable<string>? texts) =>
        [.. (texts ?? []).Select(text => (JsonNode)JsonValue.Create(text))];
}
