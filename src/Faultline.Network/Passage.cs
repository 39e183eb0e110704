namespace Faultline.Network;

/// <summary>What a link does to one message.</summary>
public readonly record struct Passage(bool Lost, bool Twice, TimeSpan Delay);
