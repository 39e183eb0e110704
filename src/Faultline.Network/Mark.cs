namespace Faultline.Network;

/// <summary>One chunk under way: how many bytes, or which end of them, and when it is due.</summary>
internal readonly record struct Mark(MarkKind Kind, int Length, TimeSpan Due);

/// <summary>What arrives.</summary>
internal enum MarkKind
{
    Bytes,

    /// <summary>No more bytes come.</summary>
    Fin,

    /// <summary>The sender is gone.</summary>
    Reset,
}
