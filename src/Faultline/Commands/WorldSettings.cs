using System.Globalization;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;

namespace Faultline.Commands;

/// <summary>
/// Puts the world together: what the file says, with what the command line says before it. What a zone has of its own
/// in the file stays its own.
/// </summary>
internal sealed class WorldSettings(List<string> errors)
{
    private const int VcpusMax = 10_000;
    private const int GibMax = 100_000;

    public AtlasOptions Of(UpOptions options)
    {
        var file = options.World is { } path ? File(path) : new AtlasOptions();
        return file with
        {
            Regions = options.Regions.Count == 0 ? file.Regions : Named(options.Regions, file),
            HostsInZone = options.Hosts is { } hosts
                ? HostCount($"{hosts}", "--hosts", errors) ?? file.HostsInZone
                : file.HostsInZone,
            Size = options.Capacity is { } capacity
                ? Capacity(capacity, "--capacity", errors) ?? file.Size
                : file.Size,
        };
    }

    /// <summary>How many hosts a zone has; null with an error noted where that is none.</summary>
    public static int? HostCount(string text, string name, List<string> errors)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is >= 1 and <= AtlasOptions.HostsMax)
        {
            return count;
        }

        errors.Add($"{name} is from 1 to {AtlasOptions.HostsMax} in each zone; not '{text}'.");
        return null;
    }

    /// <summary>The size of a host, as 96x384; null with an error noted where that is none.</summary>
    public static HostSize? Capacity(string text, string name, List<string> errors)
    {
        if (text.Split('x') is [var left, var right]
            && int.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var vcpus)
            && int.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out var gib)
            && vcpus is >= 1 and <= VcpusMax
            && gib is >= 1 and <= GibMax)
        {
            return new(vcpus, gib * 1024);
        }

        errors.Add(
            $"{name} is vCPUs x GiB of a host, as 96x384 (up to {VcpusMax}x{GibMax}); not '{text}'.");
        return null;
    }

    /// <summary>The facts of a region by its name; null with an error noted where there is none.</summary>
    public static RegionFacts? Region(string name, string where, List<string> errors)
    {
        if (RegionFacts.All.FirstOrDefault(each => each.Name == name) is { } found)
        {
            return found;
        }

        errors.Add($"{where}: there is no region '{name}'.{Nearest.To(name, Names.Regions)}");
        return null;
    }

    private AtlasOptions File(string path)
    {
        if (path.Length > 0)
        {
            return new WorldFile(path, errors).Read();
        }

        errors.Add("--world is the path of a file; not ''.");
        return new();
    }

    private List<RegionFacts> Named(IReadOnlyList<string> regions, AtlasOptions file)
    {
        var named = new List<RegionFacts>();
        foreach (var name in regions.SelectMany(each => each.Split(',', StringSplitOptions.TrimEntries)).Distinct())
        {
            if (Region(name, "--regions", errors) is { } facts)
            {
                named.Add(file.Regions.FirstOrDefault(each => each.Name == name) ?? facts);
            }
        }

        return named;
    }
}
