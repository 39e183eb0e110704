using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Faultline.Services.Elb.Settings;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Elb.Resources;

/// <summary>Attributes as templates list them, by key and value. Pure.</summary>
internal static class Attributes
{
    public static Dictionary<string, string> Asked(Properties properties, string name) =>
        properties.Groups(name).ToDictionary(
            each => each.Needed("Key"), each => each.Text("Value") ?? "", StringComparer.Ordinal);

    /// <summary>What is to be set: all that is asked for, and the defaults of what was asked for before.</summary>
    public static List<(string Key, string Value)> Changed(
        Properties before, Properties after, string name, SettingList list)
    {
        var asked = Asked(after, name);
        var unset = list.Show(ImmutableSortedDictionary<string, string>.Empty)
            .ToDictionary(each => each.Key, each => each.Value, StringComparer.Ordinal);
        return
        [
            .. asked.Select(each => (each.Key, each.Value)),
            .. Asked(before, name).Keys.Where(key => !asked.ContainsKey(key) && unset.ContainsKey(key))
                .Select(key => (key, unset[key])),
        ];
    }

    public static JsonArray Shown(IEnumerable<(string Key, string Value)> all) =>
        [.. all.Select(each => new JsonObject { ["Key"] = each.Key, ["Value"] = each.Value })];
}
