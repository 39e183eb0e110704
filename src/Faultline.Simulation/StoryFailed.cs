namespace Faultline.Simulation;

/// <summary>A story failed under a seed; the message says which, how to run it again, and what happened last.</summary>
public sealed class StoryFailed(ulong seed, string message, Exception? why) : Exception(message, why)
{
    public ulong Seed { get; } = seed;
}
