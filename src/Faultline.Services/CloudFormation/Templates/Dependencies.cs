using System.Text.Json.Nodes;

namespace Faultline.Services.CloudFormation.Templates;

/// <summary>What needs what in a template, and an order that goes with it.</summary>
internal static class Dependencies
{
    /// <summary>
    /// The names that a part refers to; of an <c>Fn::If</c> only those on the side that holds, or none of it where
    /// nobody knows yet.
    /// </summary>
    public static void Gather(JsonNode? node, Func<string, bool>? holds, ISet<string> names)
    {
        if (!Functions.IsCall(node, out var function, out var argument))
        {
            foreach (var inner in node switch
            {
                JsonObject members => members.Select(one => one.Value),
                JsonArray items => items,
                _ => (IEnumerable<JsonNode?>)[],
            })
            {
                Gather(inner, holds, names);
            }

            return;
        }

        switch (function)
        {
            case "Ref":
                names.Add(Functions.Text(argument)!);
                break;
            case "Fn::GetAtt":
                names.Add(Functions.AttributeNames(argument)?.Resource ?? Functions.Text(argument[0])!);
                Gather(argument as JsonArray, holds, names);
                break;
            case "Fn::Sub":
                var list = argument as JsonArray;
                var given = list?[1] as JsonObject;
                Gather(given, holds, names);
                names.UnionWith(
                    SubText.Parse(Functions.Text(list is null ? argument : list[0])!)
                        .Where(one => one.IsVariable && given?.ContainsKey(one.Text) != true)
                        .Select(one => one.Text.Split('.', 2)[0]));
                break;
            case "Fn::If":
                if (holds is not null)
                {
                    Gather(argument[holds(Functions.Text(argument[0])!) ? 1 : 2], holds, names);
                }

                break;
            default:
                Gather(argument, holds, names);
                break;
        }
    }

    /// <summary>Each after all that it needs, else as they come. Throws where they go round in a circle.</summary>
    public static List<T> Order<T>(IReadOnlyList<T> all, Func<T, string> name, Func<T, IEnumerable<string>> needs)
    {
        var places = all.Select((one, place) => (Name: name(one), place))
            .ToDictionary(one => one.Name, one => one.place, StringComparer.Ordinal);
        var waitsFor = all
            .Select(one => needs(one).Where(places.ContainsKey).ToHashSet(StringComparer.Ordinal))
            .ToArray();
        var neededBy = all.Select(_ => new List<int>()).ToArray();
        for (var place = 0; place < all.Count; place++)
        {
            foreach (var need in waitsFor[place])
            {
                neededBy[places[need]].Add(place);
            }
        }

        var waits = waitsFor.Select(one => one.Count).ToArray();
        var ready = new SortedSet<int>(Enumerable.Range(0, all.Count).Where(place => waits[place] == 0));
        var ordered = new List<T>(all.Count);
        while (ready.Count > 0)
        {
            var next = ready.Min;
            ready.Remove(next);
            ordered.Add(all[next]);
            foreach (var place in neededBy[next])
            {
                if (--waits[place] == 0)
                {
                    ready.Add(place);
                }
            }
        }

        return ordered.Count == all.Count ? ordered : throw Circular(all.Select(name), waits, neededBy);
    }

    /// <summary>What is left goes round in circles, or waits for what does; only the former is named.</summary>
    private static TemplateFault Circular(IEnumerable<string> names, int[] waits, List<int>[] neededBy)
    {
        var left = Enumerable.Range(0, waits.Length).Where(place => waits[place] > 0).ToHashSet();
        while (left.RemoveWhere(place => !neededBy[place].Any(left.Contains)) > 0)
        {
        }

        var circle = names.Where((_, place) => left.Contains(place));
        return new($"Circular dependency between resources: [{string.Join(", ", circle)}]");
    }
}
