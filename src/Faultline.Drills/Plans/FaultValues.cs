using Faultline.Kernel.Faults;
using Faultline.Kernel.Places;
using Faultline.Wire.Planes;
using Faultline.Wire.Routing;

namespace Faultline.Drills.Plans;

/// <summary>
/// What is wrong with the values of a fault, as far as the file alone shows it. Which places there are the server knows
/// that it is played in; what a stack has to say first is looked at when the fault begins. Pure.
/// </summary>
internal static class FaultValues
{
    /// <summary>In the place of whatever place is named.</summary>
    private static readonly Dictionary<string, string> places = new(StringComparer.Ordinal)
    {
        ["zone"] = "use1-az1", ["place"] = "use1-az1", ["from"] = "use1-az1", ["to"] = "use1-az2",
    };

    private static readonly Lazy<Atlas> atlas = new(() => Atlas.Draw(new()));
    private static readonly Lazy<IVocabulary> words = new(() => new CatalogWords(Catalog.Default));

    public static IReadOnlyList<string> Problems(FaultKind kind, IReadOnlyDictionary<string, string> given)
    {
        var known = given.ToDictionary(each => each.Key, each => places.GetValueOrDefault(each.Key, each.Value));
        if (known.Values.Any(value => value.Contains("${", StringComparison.Ordinal)))
        {
            return [];
        }

        var problems = new List<string>();
        Reading.Fault(kind.Name, known, atlas.Value, words.Value, problems);
        return problems;
    }
}
