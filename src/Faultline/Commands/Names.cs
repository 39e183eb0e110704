using System.CommandLine;
using System.CommandLine.Completions;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Kernel.Times;
using Faultline.Wire.Routing;

namespace Faultline.Commands;

/// <summary>The names that a shell completes. They are those of this build: no server is asked.</summary>
internal static class Names
{
    public static IEnumerable<string> Regions => RegionFacts.All.Select(region => region.Name);

    public static IEnumerable<string> Zones => RegionFacts.All.SelectMany(region => region.ZoneIds);

    public static IEnumerable<string> Places => [.. Regions, .. Zones, "outside", "everything"];

    public static IEnumerable<string> Services => Catalog.Default.Services.Select(service => service.Id);

    public static IEnumerable<string> Kinds => FaultKind.All.Select(kind => kind.Name);

    /// <summary>Whatever has steps that take their time.</summary>
    public static IEnumerable<string> Timed => Services.Concat(Steps.All.Select(step => step.Service)).Distinct();

    /// <summary>What a parameter of a fault may be; nothing where it is a number or a span.</summary>
    public static IEnumerable<string> Of(string parameter) => parameter switch
    {
        "zone" => Zones,
        "region" => Regions,
        "service" => Services,
        "place" or "to" => Places,
        "from" => ["others", .. Places],
        "reads" => ["work", "fail"],
        "one-way" => ["true", "false"],
        _ => [],
    };

    /// <summary>A service, or once its colon is there, its operations.</summary>
    public static IEnumerable<string> Apis(string word) =>
        word.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon
            ? Catalog.Default.ById(word.AsSpan(0, colon))?.Operations.Keys
                .Select(operation => $"{word[..colon]}:{operation}") ?? []
            : Services;

    /// <summary>Completes by what the word under the cursor begins with.</summary>
    public static void From(
        this List<Func<CompletionContext, IEnumerable<CompletionItem>>> sources,
        Func<string, IEnumerable<string>> names)
    {
        sources.Add(context => names(context.WordToComplete)
            .Where(name => name.StartsWith(context.WordToComplete, StringComparison.Ordinal))
            .Select(name => new CompletionItem(name)));
    }
}
