using System.Reflection;

namespace Faultline.Services.Rds.Parameters;

/// <summary>The parameters of each family, as they stand in <c>postgres.txt</c> beside this file.</summary>
internal static class ParameterTable
{
    private static readonly IReadOnlyList<ParameterFacts> all = Load();

    private static readonly Dictionary<int, IReadOnlyDictionary<string, ParameterFacts>> families =
        Families.Majors.ToDictionary(major => major, IReadOnlyDictionary<string, ParameterFacts> (major) =>
            new SortedDictionary<string, ParameterFacts>(
                all.Where(each => each.From <= major && major <= each.Until).ToDictionary(each => each.Name),
                StringComparer.Ordinal));

    /// <summary>By name, in the order of names.</summary>
    public static IReadOnlyDictionary<string, ParameterFacts> Of(int major) => families[major];

    private static List<ParameterFacts> Load()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("rds/postgres.txt")!;
        using var reader = new StreamReader(stream);
        return
        [
            .. reader.ReadToEnd().Split('\n')
                .Where(line => line.Length > 0 && line[0] != '#')
                .Select(ParameterFacts.Read),
        ];
    }
}
