using System.CommandLine;
using System.Text.Json;
using Faultline.Drills.Stories;
using Faultline.Kernel.Faults;
using Faultline.Simulation;

namespace Faultline.Commands;

/// <summary>Plays the stories that ship with the binary under many seeds, in simulated time.</summary>
internal sealed class Simulate : Command
{
    private readonly Argument<string[]> stories = new("story")
    {
        Description = "The stories to play; without any, they are listed.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> all = new("--all") { Description = "Play all of them." };

    private readonly Option<int> seeds = Choices.Number(new Option<int>("--seeds")
    {
        Description = "How many seeds to play each under, from the first on.",
        HelpName = "N",
        DefaultValueFactory = _ => 100,
    });

    private readonly Option<ulong?> seed = Choices.Number(new Option<ulong?>("--seed")
    {
        Description = "Play only this seed, as a failure named it.",
        HelpName = "SEED",
    });

    private readonly Option<bool> json = Choices.Json();

    public Simulate() : base("simulate", "Play stories of failure in simulated time, under many seeds.")
    {
        Arguments.Add(stories);
        foreach (var option in (Option[])[all, seeds, seed, json])
        {
            Options.Add(option);
        }

        stories.CompletionSources.Add([.. Story.All.Select(story => story.Name)]);
        SetAction(Run);
    }

    private int Run(ParseResult parsed)
    {
        var names = parsed.GetValue(stories) ?? [];
        var chosen = parsed.GetValue(all) ? Story.All : Choose(names);
        if (chosen.Count == 0)
        {
            List(parsed.GetValue(json));
            return 0;
        }

        if (parsed.GetValue(seeds) < 1)
        {
            throw new Refused(CommandLine.Misused, "--seeds is at least 1.");
        }

        var played = chosen.Select(story => Play(story, parsed)).ToList();
        if (parsed.GetValue(json))
        {
            Print.Json(members => Write(members, played));
        }

        return played.Any(each => each.Failed.Count > 0) ? CommandLine.Failed : 0;
    }

    private static IReadOnlyList<Story> Choose(string[] names)
    {
        var known = Story.All.Select(story => story.Name).ToArray();
        var unknown = names.Where(name => !known.Contains(name)).ToArray();
        return unknown.Length == 0
            ? [.. names.Select(name => Story.Find(name)!)]
            : throw new Refused(CommandLine.Misused, [.. unknown.Select(name =>
                $"there is no story '{name}'.{Nearest.To(name, known)} `faultline simulate` lists them.")]);
    }

    private static void List(bool json)
    {
        if (json)
        {
            Print.Json(members =>
            {
                members.WriteStartArray("stories");
                foreach (var story in Story.All)
                {
                    members.WriteStartObject();
                    members.WriteString("name", story.Name);
                    members.WriteString("says", story.Says);
                    members.WriteEndObject();
                }

                members.WriteEndArray();
            });
            return;
        }

        foreach (var story in Story.All)
        {
            Console.WriteLine($"{story.Name,-24}{story.Says}");
        }
    }

    private Played Play(Story story, ParseResult parsed)
    {
        ulong[] numbers = parsed.GetValue(seed) is { } only
            ? [only]
            : [.. Enumerable.Range(1, parsed.GetValue(seeds)).Select(number => (ulong)number)];
        var begin = Edge.Clock.GetTimestamp();
        var runs = numbers.Select(number => Explore.Once(number, story.Play)).ToList();
        var seconds = Edge.Clock.GetElapsedTime(begin).TotalSeconds;
        var played = new Played(
            story, runs.Count, seconds, runs.Aggregate(TimeSpan.Zero, (sum, run) => sum + run.Simulated),
            [.. runs.Where(run => run.Failure is not null)]);
        if (!parsed.GetValue(json))
        {
            Tell(played);
        }

        return played;
    }

    private static void Tell(Played played)
    {
        Console.WriteLine(
            $"{played.Story.Name,-24}{played.Count} seeds, {played.PerSecond:0.#} a second, "
            + $"{played.Simulated.TotalHours:0.#} h of simulated time: "
            + (played.Failed.Count == 0 ? "all hold." : $"{played.Failed.Count} fail."));
        if (played.Failed is [var first, ..])
        {
            var numbers = string.Join(", ", played.Failed.Select(run => run.Seed));
            Console.WriteLine($"  failing seeds: {numbers}");
            Console.WriteLine($"  to play the first again: faultline simulate {played.Story.Name} --seed {first.Seed}");
            Console.WriteLine(first.Failure);
        }
    }

    private static void Write(Utf8JsonWriter json, List<Played> all)
    {
        json.WriteStartArray("stories");
        foreach (var played in all)
        {
            json.WriteStartObject();
            json.WriteString("name", played.Story.Name);
            json.WriteNumber("seeds", played.Count);
            json.WriteNumber("seedsPerSecond", Math.Round(played.PerSecond, 1));
            json.WriteNumber("simulatedSeconds", Math.Round(played.Simulated.TotalSeconds));
            json.WriteStartArray("failingSeeds");
            foreach (var run in played.Failed)
            {
                json.WriteNumberValue(run.Seed);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private sealed record Played(Story Story, int Count, double Seconds, TimeSpan Simulated, List<SeedRun> Failed)
    {
        public double PerSecond => Count / Math.Max(Seconds, 1e-6);
    }
}
