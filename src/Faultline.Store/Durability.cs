namespace Faultline.Store;

/// <summary>When an answer may leave.</summary>
public enum Durability
{
    /// <summary>Once what it tells of is on the disk.</summary>
    Strict,

    /// <summary>At once; it is on the disk within 100 ms.</summary>
    Relaxed,

    /// <summary>At once; nothing is ever read or written.</summary>
    None,
}
