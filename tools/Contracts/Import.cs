using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Contracts;

/// <summary>Reads models as botocore lays them out (SERVICE/VERSION/service-2.json) and keeps their facts.</summary>
internal static class Import
{
    public static int Run(string source, IEnumerable<string> services, Repository repository)
    {
        foreach (var service in services)
        {
            var model = Facts.Of(Read(source, service));
            File.WriteAllText(repository.Model(service), ModelFile.Write(model));
            Console.WriteLine($"{service}: {model["operations"]!.AsObject().Count} operations, " +
                              $"{model["shapes"]!.AsObject().Count} shapes");
        }

        return 0;
    }

    private static JsonObject Read(string source, string service)
    {
        var folder = Path.Combine(source, service);
        if (!Directory.Exists(folder))
        {
            throw new Fault($"There is no model of {service} in {source}.");
        }

        // Versions are dates, so the newest is the last by name.
        var newest = Directory.GetDirectories(folder).Order(StringComparer.Ordinal)
            .LastOrDefault(version => File.Exists(Plain(version)) || File.Exists(Plain(version) + ".gz"))
            ?? throw new Fault($"{folder} has no version with a service-2.json.");
        using var stream = Open(Plain(newest));
        return JsonNode.Parse(stream)!.AsObject();
    }

    private static string Plain(string version) => Path.Combine(version, "service-2.json");

    private static Stream Open(string path) =>
        File.Exists(path)
            ? File.OpenRead(path)
            : new GZipStream(File.OpenRead(path + ".gz"), CompressionMode.Decompress);
}
