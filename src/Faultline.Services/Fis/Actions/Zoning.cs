using Faultline.Kernel.Places;

namespace Faultline.Services.Fis.Actions;

/// <summary>The zones that parameters name: by their ids, or as the account calls them.</summary>
internal static class Zoning
{
    public static Domain Zone(this ActionReach reach, ActionScene scene, string name) =>
        reach.Around.Atlas.Region(scene.Region) is { } region
        && ZoneNames.Find(scene.Who.Account, region, name) is { } zone
            ? zone
            : throw ActionRefusal.Failed($"{name} is no Availability Zone of {scene.Region}.");

    public static IReadOnlyList<Domain> Zones(this ActionReach reach, ActionScene scene) =>
        [.. Given.List(scene.Parameters.GetValueOrDefault(Given.Zones)).Select(name => reach.Zone(scene, name))];
}
