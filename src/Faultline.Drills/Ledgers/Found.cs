namespace Faultline.Drills.Ledgers;

/// <summary>A write that is there after all is over; without a value where only keys can be read back.</summary>
public readonly record struct Found(long Key, string? Value = null);
