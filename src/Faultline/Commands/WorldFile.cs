using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Faultline.Commands;

/// <summary>
/// Reads a <c>world.yaml</c>: which regions there are, which zones they have, and how many hosts of which size. All
/// that is wrong is noted, each with its line.
/// </summary>
internal sealed class WorldFile(string path, List<string> errors)
{
    private readonly Dictionary<string, int> hosts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HostSize> sizes = new(StringComparer.Ordinal);

    public AtlasOptions Read()
    {
        var world = new AtlasOptions();
        if (Root() is not { } root)
        {
            return world;
        }

        foreach (var (key, value) in Members(root, "hosts", "capacity", "regions"))
        {
            world = key.Value switch
            {
                "hosts" => world with { HostsInZone = HostCount(value) ?? world.HostsInZone },
                "capacity" => world with { Size = Capacity(value) ?? world.Size },
                "regions" => world with { Regions = Regions(key, value) },
                _ => world,
            };
        }

        return world with { Hosts = hosts, Sizes = sizes };
    }

    private YamlNode? Root()
    {
        try
        {
            using var text = File.OpenText(path);
            var yaml = new YamlStream();
            yaml.Load(text);
            if (yaml.Documents is [var only])
            {
                return only.RootNode;
            }

            errors.Add($"--world: {path} holds one document; not {yaml.Documents.Count}.");
        }
        catch (YamlException broken)
        {
            errors.Add($"{path}:{broken.Start.Line}: this is no YAML: {broken.Message}");
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException)
        {
            // The parser's own way to say so of some broken words and tags.
            errors.Add($"{path}: this is no YAML: {broken.Message}");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            errors.Add($"--world: {unreadable.Message}");
        }

        return null;
    }

    private List<RegionFacts> Regions(YamlScalarNode at, YamlNode value)
    {
        var regions = new List<RegionFacts>();
        foreach (var (name, content) in Entries(value))
        {
            if (WorldSettings.Region(name.Value!, Where(name), errors) is { } facts)
            {
                regions.Add(WithZones(facts, content));
            }
        }

        if (regions.Count == 0)
        {
            Wrong(at, "a world has at least one region.");
        }

        return regions;
    }

    private RegionFacts WithZones(RegionFacts region, YamlNode? content)
    {
        if (content is null)
        {
            return region;
        }

        var kept = region.ZoneNumbers;
        foreach (var (key, value) in Members(content, "zones"))
        {
            var chosen = Entries(value).Where(zone => IsZone(region, zone.Name)).ToArray();
            foreach (var (name, own) in chosen)
            {
                ReadZone(name.Value!, own);
            }

            kept = string.Concat(region.ZoneNumbers.Where(number =>
                chosen.Any(zone => zone.Name.Value == $"{region.ZonePrefix}-az{number}")));
            if (kept.Length == 0)
            {
                Wrong(key, $"{region.Name} has at least one zone.");
            }
        }

        return region with { ZoneNumbers = kept };
    }

    private bool IsZone(RegionFacts region, YamlScalarNode name)
    {
        if (region.ZoneIds.Contains(name.Value))
        {
            return true;
        }

        Wrong(name, $"{region.Name} has no zone '{name.Value}'.{Nearest.To(name.Value!, region.ZoneIds)}");
        return false;
    }

    private void ReadZone(string zone, YamlNode? content)
    {
        if (content is null)
        {
            return;
        }

        foreach (var (key, value) in Members(content, "hosts", "capacity"))
        {
            if (key.Value == "hosts" && HostCount(value) is { } count)
            {
                hosts[zone] = count;
            }

            if (key.Value == "capacity" && Capacity(value) is { } size)
            {
                sizes[zone] = size;
            }
        }
    }

    private int? HostCount(YamlNode value) => WorldSettings.HostCount(Text(value), $"{Where(value)}: hosts", errors);

    private HostSize? Capacity(YamlNode value) =>
        WorldSettings.Capacity(Text(value), $"{Where(value)}: capacity", errors);

    private static string Text(YamlNode value) => value is YamlScalarNode { Value: { } text } ? text : value.ToString();

    /// <summary>The members of a mapping whose names are known; others are noted.</summary>
    private IEnumerable<(YamlScalarNode Key, YamlNode Value)> Members(YamlNode node, params string[] known)
    {
        if (node is not YamlMappingNode mapping)
        {
            Wrong(node, $"a mapping with {string.Join(", ", known)} stands here.");
            yield break;
        }

        foreach (var (name, value) in mapping.Children)
        {
            if (name is YamlScalarNode { Value: { } text } key && known.Contains(text))
            {
                yield return (key, value);
            }
            else
            {
                Wrong(
                    name,
                    $"'{name}' is unknown here; known are {string.Join(", ", known)}.{Nearest.To($"{name}", known)}");
            }
        }
    }

    /// <summary>Names with what belongs to each: a mapping, or a list of names alone.</summary>
    private IEnumerable<(YamlScalarNode Name, YamlNode? Content)> Entries(YamlNode node)
    {
        IEnumerable<(YamlNode Name, YamlNode? Content)> entries = node switch
        {
            YamlMappingNode mapping => mapping.Children.Select(each => (each.Key, Filled(each.Value))),
            YamlSequenceNode list => list.Children.Select(each => (each, (YamlNode?)null)),
            YamlScalarNode { Value: null or "" } => [],
            _ => [(node, null)],
        };
        foreach (var (name, content) in entries)
        {
            if (name is YamlScalarNode { Value.Length: > 0 } scalar)
            {
                yield return (scalar, content);
            }
            else
            {
                Wrong(name, "a name stands here.");
            }
        }
    }

    /// <summary>Nothing after the colon means that there is nothing to say.</summary>
    private static YamlNode? Filled(YamlNode value) => value is YamlScalarNode { Value: null or "" } ? null : value;

    private void Wrong(YamlNode at, string what) => errors.Add($"{Where(at)}: {what}");

    private string Where(YamlNode at) => $"{path}:{at.Start.Line}";
}
