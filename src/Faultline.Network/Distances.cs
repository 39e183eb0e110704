namespace Faultline.Network;

/// <summary>Whether a message takes as long as the map says when nothing is the matter.</summary>
public enum Distances
{
    /// <summary>All places are next to each other.</summary>
    None,

    /// <summary>As far from each other as the map says.</summary>
    Mapped,
}
