namespace Faultline.Simulation;

/// <summary>What was asked of a host was still under way when the host crashed.</summary>
public sealed class HostCrashed(string host) : Exception($"{host} crashed.");
