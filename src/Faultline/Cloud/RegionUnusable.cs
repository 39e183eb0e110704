namespace Faultline.Cloud;

/// <summary>A region that was called cannot be opened; the others go on.</summary>
internal sealed class RegionUnusable(string region, Exception why)
    : Exception($"The region {region} cannot be opened: {why.Message}", why);
