using System.Collections.Frozen;

namespace Faultline.Services.Ec2.Types;

/// <summary>All instance types that we know, read from the table when the first is asked for.</summary>
internal static class InstanceTypes
{
    private static readonly Lazy<FrozenDictionary<string, InstanceTypeFacts>> byName = new(
        () => Read().ToFrozenDictionary(type => type.Name, StringComparer.Ordinal));

    public static IReadOnlyList<InstanceTypeFacts> All => byName.Value.Values;

    /// <summary>The type of that name; null when there is none.</summary>
    public static InstanceTypeFacts? Find(string name) => byName.Value.GetValueOrDefault(name);

    private static IEnumerable<InstanceTypeFacts> Read()
    {
        var families = new List<FamilyFacts>();
        var withSizes = false;
        foreach (var line in InstanceTable.Text.Split('\n'))
        {
            if (line[0] != ' ')
            {
                if (withSizes)
                {
                    families.Clear();
                }

                withSizes = false;
                families.Add(FamilyFacts.Read(line));
                continue;
            }

            withSizes = true;
            var size = SizeFacts.Read(line);
            foreach (var family in families)
            {
                yield return new(family, size);
            }
        }
    }
}
