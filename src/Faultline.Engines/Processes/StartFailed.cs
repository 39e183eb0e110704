namespace Faultline.Engines.Processes;

/// <summary>A program cannot be run; the message says why.</summary>
public sealed class StartFailed(string message) : IOException(message);
