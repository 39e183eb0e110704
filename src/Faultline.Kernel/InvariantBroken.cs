namespace Faultline.Kernel;

/// <summary>Something that cannot be, is. A caller sees a 500; a simulation fails.</summary>
public sealed class InvariantBroken(string message) : Exception(message);
