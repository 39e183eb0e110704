namespace Faultline.Simulation;

/// <summary>
/// A story played once: under which seed, how much simulated time it took, and why it failed if it did.
/// </summary>
public sealed record SeedRun(ulong Seed, TimeSpan Simulated, string? Failure);
