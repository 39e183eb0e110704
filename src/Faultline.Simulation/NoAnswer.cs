namespace Faultline.Simulation;

/// <summary>A request went unanswered. Whether it was carried out, the caller cannot know.</summary>
public sealed class NoAnswer(string message) : IOException(message);
