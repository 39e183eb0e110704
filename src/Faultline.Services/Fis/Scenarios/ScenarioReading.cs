using System.Xml;
using Faultline.Kernel.Places;
using Faultline.Kernel.Times;

namespace Faultline.Services.Fis.Scenarios;

/// <summary>
/// Reads what is said of a scenario, and collects all that is wrong with it. What could not be read comes back as
/// something harmless: with a problem noted, nobody uses it.
/// </summary>
internal sealed class ScenarioReading
{
    /// <summary>An action of FIS lasts at least that long and at most that.</summary>
    private static readonly (TimeSpan Least, TimeSpan Most) limits = (TimeSpan.FromMinutes(1), TimeSpan.FromHours(11));

    private readonly IReadOnlyDictionary<string, string> given;

    public ScenarioReading(Scenario scenario, IReadOnlyDictionary<string, string> given)
    {
        (this.given, Scenario) = (given, scenario);
        foreach (var name in given.Keys.Order(StringComparer.Ordinal))
        {
            if (scenario.Parameters.All(each => each.Name != name))
            {
                var known = string.Join(", ", scenario.Parameters.Select(each => each.Name));
                Problems.Add($"{scenario.Name} has no parameter '{name}'; it has {known}.");
            }
        }

        foreach (var needed in scenario.Parameters.Where(each => each.Needed && !given.ContainsKey(each.Name)))
        {
            Problems.Add($"{scenario.Name} needs '{needed.Name}': {needed.Says}.");
        }
    }

    public Scenario Scenario { get; }

    public List<string> Problems { get; } = [];

    public string? Text(string name) =>
        given.GetValueOrDefault(name) ?? Scenario.Parameters.FirstOrDefault(each => each.Name == name)?.Unless;

    public string[] List(string name) =>
        (Text(name) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public bool Flag(string name)
    {
        if (Text(name) is { } text and not ("true" or "false"))
        {
            Problems.Add($"{name} is true or false; not '{text}'.");
        }

        return Text(name) == "true";
    }

    public TimeSpan Span(string name)
    {
        if (Text(name) is { } text && Spans.TryRead(text, out var span)
            && span >= limits.Least && span <= limits.Most)
        {
            return span;
        }

        Problems.Add($"{name} is a span of time from 1m to 11h, as 30m or PT30M; not '{Text(name)}'.");
        return limits.Least;
    }

    /// <summary>A zone, by its id or as the account calls it; null where none is said.</summary>
    public string? Zone(string name = ScenarioWords.Zone)
    {
        if (Text(name) is { } text && RegionOf(text) is null)
        {
            Problems.Add($"{name} is an Availability Zone, as use1-az1 or us-east-1a; there is no '{text}'.");
        }

        return Text(name);
    }

    public string Role()
    {
        var role = Text(ScenarioWords.Role)!;
        if (role.Split(':', 6) is not ["arn", _, "iam", "", { Length: 12 }, ['r', 'o', 'l', 'e', '/', ..]])
        {
            Problems.Add($"{ScenarioWords.Role} is the ARN of a role; not '{role}'.");
        }

        return role;
    }

    /// <summary>The account that the role of the experiment is in.</summary>
    public string Account() => Role().Split(':') is [_, _, _, _, var account, ..] ? account : "";

    /// <summary>The region that a zone is in; null where there is no such zone.</summary>
    public static string? RegionOf(string zone) =>
        RegionFacts.All.FirstOrDefault(region => region.ZoneIds.Contains(zone)
            || (zone.Length == region.Name.Length + 1
                && zone.StartsWith(region.Name, StringComparison.Ordinal)
                && zone[^1] - 'a' is >= 0 and var index
                && index < region.ZoneNumbers.Length))?.Name;

    public static string Iso(TimeSpan span) => XmlConvert.ToString(span);
}
