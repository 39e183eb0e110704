namespace Contracts;

/// <summary>A service of operations.txt: its model, the name of its code, and its operations that are built.</summary>
internal sealed record BuiltOperations(string Service, string Name, IReadOnlyList<string> Operations)
{
    /// <summary>
    /// Reads lines such as <c>autoscaling as AutoScaling: CreateAutoScalingGroup ...</c>. A service may stand on
    /// several lines; what follows a # is a remark.
    /// </summary>
    public static IReadOnlyList<BuiltOperations> Load(Repository repository)
    {
        var services = new SortedDictionary<string, (string Name, List<string> Operations)>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(repository.Operations).Select(line => line.Split('#')[0].Trim()))
        {
            if (line.Length == 0)
            {
                continue;
            }

            var (head, names) = line.Split(':') is [var before, var after]
                ? (before, after)
                : throw new Fault($"operations.txt: '{line}' is not of the form 'service [as Name]: Operation ...'.");
            var words = head.Split(" as ", StringSplitOptions.TrimEntries);
            var name = words.Length > 1 ? words[1] : Names.Pascal(words[0]);
            var service = services.TryGetValue(words[0], out var known) ? known : (name, []);
            service.Operations.AddRange(names.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            services[words[0]] = service;
        }

        return [.. services.Select(service => new BuiltOperations(
            service.Key, service.Value.Name, [.. service.Value.Operations.Distinct(StringComparer.Ordinal)]))];
    }
}
