using System.Reflection;
using System.Runtime.CompilerServices;

namespace Faultline.Simulation;

/// <summary>
/// Plays a story under many seeds. Each seed is a world of its own: the same story, another order of events, other
/// delays, other luck. A failure names its seed and the command that plays it again.
/// </summary>
public static class Explore
{
    /// <summary>Plays the story under seeds 1 to the count, or those that the environment asks for.</summary>
    public static void Seeds(
        int count, Func<World, Task> story, Limits? limits = null, [CallerMemberName] string name = "") =>
        Seeds(Settings.FromEnvironment, count, story, limits, name);

    /// <summary>Plays the story under one seed, whatever the environment asks for: to pin what it found.</summary>
    public static void Seed(
        ulong seed, Func<World, Task> story, Limits? limits = null, [CallerMemberName] string name = "") =>
        Play(Settings.FromEnvironment, seed, story, limits, name);

    /// <summary>
    /// Plays the story once, for whoever counts: says how much time passed in it, and why it failed if it did.
    /// </summary>
    public static SeedRun Once(ulong seed, Func<World, Task> story, Limits? limits = null)
    {
        var world = new World(seed, limits ?? Limits.Default, whole: false);
        try
        {
            world.Play(story);
            return new(seed, world.Elapsed, Failure: null);
        }
        catch (Exception why)
        {
            return new(seed, world.Elapsed, $"{why.Message}\n\nWhat happened last:\n{world.Record.Tail()}");
        }
    }

    internal static void Seeds(Settings settings, int count, Func<World, Task> story, Limits? limits, string name)
    {
        if (settings.Seed is { } only)
        {
            Play(settings, only, story, limits, name);
            return;
        }

        for (var seed = 1; seed <= (settings.Seeds ?? count); seed++)
        {
            Play(settings, (ulong)seed, story, limits, name);
        }
    }

    private static void Play(Settings settings, ulong seed, Func<World, Task> story, Limits? limits, string name)
    {
        var first = Once(seed, story, limits, name, settings.DoubleCheck);
        if (settings.DoubleCheck
            && Trace.Parting(first, Once(seed, story, limits, name, whole: true)) is { } parting)
        {
            var what = "Two runs under the same seed differ: something in them is not drawn from the seed.";
            throw new StoryFailed(seed, $"{Headline(seed, story, name, check: true)}\n\n{what}\n{parting}", null);
        }
    }

    private static Trace Once(ulong seed, Func<World, Task> story, Limits? limits, string name, bool whole)
    {
        var world = new World(seed, limits ?? Limits.Default, whole);
        try
        {
            world.Play(story);
            return world.Record;
        }
        catch (Exception why)
        {
            var last = $"What happened last:\n{world.Record.Tail()}";
            throw new StoryFailed(
                seed, $"{Headline(seed, story, name, check: false)}\n\n{why.Message}\n\n{last}", why);
        }
    }

    private static string Headline(ulong seed, Delegate story, string name, bool check)
    {
        var type = story.Method.DeclaringType;
        while (type is { DeclaringType: { } outer })
        {
            type = outer;
        }

        var twice = check ? $" {Settings.DoubleCheckName}=1" : "";
        var project = (type?.Assembly ?? Assembly.GetExecutingAssembly()).GetName().Name;
        return $"Fails under seed {seed}. To play it again:\n"
            + $"  {Settings.SeedName}={seed}{twice} dotnet test tests/{project} "
            + $"--filter FullyQualifiedName={type?.FullName}.{name}";
    }
}
