namespace Faultline.Simulation;

/// <summary>A story waits for what never comes, or goes on for longer than its limits.</summary>
public sealed class NeverEnding(string message) : Exception(message);
