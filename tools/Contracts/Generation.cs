using System.Text;

namespace Contracts;

/// <summary>Writes everything that is generated, or says what differs from it.</summary>
internal static class Generation
{
    private const string Command = "dotnet run --project tools/Contracts -- generate";

    public static int Run(Repository repository, bool check, TextWriter output)
    {
        var files = Files(repository);
        var present = Directory.Exists(repository.Generated)
            ? Directory.GetFiles(repository.Generated).Select(path => Path.GetFileName(path)!).ToArray()
            : [];
        var stale = present.Except(files.Keys, StringComparer.Ordinal);
        var changed = files.Keys.Where(name => !Same(Path.Combine(repository.Generated, name), files[name]));
        var differing = changed.Concat(stale).Order(StringComparer.Ordinal).ToArray();
        if (check)
        {
            foreach (var name in differing)
            {
                output.WriteLine($"{name} is not what the models say. Run: {Command}");
            }

            return differing.Length == 0 ? 0 : 1;
        }

        Directory.CreateDirectory(repository.Generated);
        foreach (var name in differing)
        {
            var path = Path.Combine(repository.Generated, name);
            if (files.TryGetValue(name, out var text))
            {
                File.WriteAllText(path, text);
            }
            else
            {
                File.Delete(path);
            }

            output.WriteLine(name);
        }

        return 0;
    }

    /// <summary>Every generated file by its name.</summary>
    public static SortedDictionary<string, string> Files(Repository repository)
    {
        var patches = Patches.Load(repository);
        var models = Directory.GetFiles(repository.Models, "*.json")
            .Select(path => Path.GetFileNameWithoutExtension(path)!)
            .Where(name => name != "patches")
            .Order(StringComparer.Ordinal)
            .Select(name => Model.Load(repository, patches, name))
            .ToArray();
        var contracts = BuiltOperations.Load(repository).Select(built =>
            new Contract(
                models.FirstOrDefault(model => model.Service == built.Service)
                    ?? throw new Fault($"operations.txt names {built.Service}, which has no model."),
                built.Name, built.Operations)).ToArray();

        var files = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["catalog.txt"] = CatalogText.Write(models),
            ["BuiltServices.g.cs"] = CatalogText.Built(contracts),
        };
        foreach (var contract in contracts)
        {
            files[$"{contract.Name}.Shapes.g.cs"] = ShapesCode.Write(contract);
            files[$"{contract.Name}.Types.g.cs"] = TypesCode.Write(contract);
            files[$"{contract.Name}.Enums.g.cs"] = EnumsCode.Write(contract);
            files[$"{contract.Name}.Errors.g.cs"] = ErrorsCode.Write(contract);
            files[$"{contract.Name}.Api.g.cs"] = ApiCode.Api(contract);
            files[$"{contract.Name}.Model.g.cs"] = ApiCode.Model(contract);
        }

        return files;
    }

    private static bool Same(string path, string text) =>
        File.Exists(path) && File.ReadAllBytes(path).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(text));
}
