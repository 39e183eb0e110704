using System.Globalization;
using System.Text.Json.Nodes;
using static Faultline.Services.Fis.Scenarios.ScenarioReading;
using static Faultline.Services.Fis.Scenarios.TemplateText;

namespace Faultline.Services.Fis.Scenarios;

/// <summary>
/// The four courses that the latency of volumes takes ("EBS scenarios", AWS FIS user guide), each a chain of actions of
/// 15 minutes in all.
/// </summary>
internal static class VolumeTemplates
{
    private const string Volumes = "volumes";

    private static readonly TimeSpan whole = TimeSpan.FromMinutes(15);

    public static IEnumerable<Scenario> All { get; } =
    [
        Of("ebs-sustained-latency", "EBS: Sustained Latency",
            "Half of the reads and all writes take half a second longer.", 50, 100, 500),
        Of("ebs-increasing-latency", "EBS: Increasing Latency",
            "A tenth of the reads and a quarter of the writes take longer and longer, up to 15 seconds.",
            10, 25, 50, 200, 700, 1000, 15_000),
        Of("ebs-intermittent-latency", "EBS: Intermittent Latency",
            "One read or write in a thousand takes many seconds, with recovery in between.",
            0.1, 0.1, 30_000, 0, 10_000, 0, 20_000),
        Of("ebs-decreasing-latency", "EBS: Decreasing Latency",
            "A tenth of reads and writes take very long, and then ever less.",
            10, 10, 20_000, 5000, 900, 300, 40),
    ];

    /// <param name="steps">Milliseconds, one after another for the same time each; 0 is a step without any.</param>
    private static Scenario Of(
        string name, string title, string says, double reads, double writes, params int[] steps) =>
        new(name, title, says)
        {
            Parameters =
            [
                new(ScenarioWords.Zone, "volumes in this Availability Zone, as use1-az1"),
                new(Volumes, "or these volumes, by their ARNs with commas between"),
                new("tag", "of those in the zone, only the ones with a tag, as Name=data"),
                ScenarioWords.TheRole,
            ],
            Template = read => Template(read, reads, writes, steps),
        };

    private static JsonObject Template(ScenarioReading read, double reads, double writes, int[] steps)
    {
        var text = new TemplateText(read, read.Scenario.Says);
        text.Target("Volumes", "aws:ec2:ebs-volume", "ALL", Means(read));
        var lasts = Iso(whole / steps.Length);
        for (var step = 0; step < steps.Length; step++)
        {
            string[] after = step == 0 ? [] : [Name(step)];
            if (steps[step] == 0)
            {
                text.Action(Name(step + 1), "aws:fis:wait", "Recovery.", null, [("duration", lasts)], after);
                continue;
            }

            var latency = steps[step].ToString(CultureInfo.InvariantCulture);
            text.Action(
                Name(step + 1), "aws:ebs:volume-io-latency", $"{latency} ms longer.", ("Volumes", "Volumes"),
                [
                    ("duration", lasts),
                    ("readIOPercentage", reads.ToString(CultureInfo.InvariantCulture)),
                    ("readIOLatencyMilliseconds", latency),
                    ("writeIOPercentage", writes.ToString(CultureInfo.InvariantCulture)),
                    ("writeIOLatencyMilliseconds", latency),
                ],
                after);
        }

        return text.Whole(skipsEmpty: false);
    }

    private static (string, JsonNode)[] Means(ScenarioReading read)
    {
        var (zone, volumes) = (read.Zone(), read.List(Volumes));
        if (zone is null == volumes.Length is 0)
        {
            read.Problems.Add($"say which volumes: {ScenarioWords.Zone} or {Volumes}; one of the two.");
        }

        if (volumes.Length > 0)
        {
            return [("resourceArns", List(volumes))];
        }

        var parameters = ("parameters", (JsonNode)Texts([("availabilityZoneIdentifier", zone ?? "")]));
        return read.Text("tag")?.Split('=', 2) switch
        {
            null => [parameters],
            [var key, var value] => [("resourceTags", Texts([(key, value)])), parameters],
            _ => Wrong(),
        };

        (string, JsonNode)[] Wrong()
        {
            read.Problems.Add($"tag is a key and a value, as Name=data; not '{read.Text("tag")}'.");
            return [];
        }
    }

    private static string Name(int step) => string.Create(CultureInfo.InvariantCulture, $"Step-{step}");
}
