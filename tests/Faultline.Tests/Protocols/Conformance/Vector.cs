using System.Text.Json;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols.Conformance;

/// <summary>One case of a vector file, with the operation and service that it describes.</summary>
internal sealed class Vector
{
    private Vector(string file, int suite, int index, JsonElement suiteJson, JsonElement json)
    {
        (File, Json, Metadata) = (file, json, suiteJson.GetProperty("metadata"));
        Given = json.GetProperty("given");
        Id = json.Text("id") ?? $"{Path.ChangeExtension(file, null).Replace('/', '-')}-{suite}.{index}";
        Shapes = new(suiteJson.GetProperty("shapes"));
    }

    public string File { get; }

    public string Id { get; }

    /// <summary>The row's name in the theory: unique, and enough to find the vector again.</summary>
    public string Name => $"{Id} in {File}";

    public JsonElement Json { get; }

    public JsonElement Metadata { get; }

    public JsonElement Given { get; }

    public VectorShapes Shapes { get; }

    public static IEnumerable<Vector> Of(string file)
    {
        if (VectorFolder.Text(file) is not { } text)
        {
            yield break;
        }

        var suites = JsonDocument.Parse(text).RootElement.EnumerateArray().ToArray();
        for (var suite = 0; suite < suites.Length; suite++)
        {
            var index = 0;
            foreach (var one in suites[suite].GetProperty("cases").EnumerateArray())
            {
                yield return new(file, suite, index++, suites[suite], one);
            }
        }
    }

    public ServiceModel Service() => new()
    {
        Id = "tested",
        FullName = Metadata.Text("serviceFullName") ?? "Tested",
        ServiceId = Metadata.Text("serviceId") ?? "Tested",
        EndpointPrefix = "tested",
        SigningName = "tested",
        ApiVersion = Metadata.Text("apiVersion") ?? "2020-07-14",
        Protocols = [],
        TargetPrefix = Metadata.Text("targetPrefix"),
        QueryCompatible = Metadata.TryGetProperty("awsQueryCompatible", out _),
        XmlNamespace = Metadata.Text("xmlNamespace") is { } uri ? new(uri) : null,
        Operations = [],
    };

    public Operation Operation()
    {
        var http = Given.TryGetProperty("http", out var found) ? found : default;
        var (input, output) = (ShapeOf("input"), ShapeOf("output"));
        var place = Given.TryGetProperty("input", out var given) ? given : default;
        return new()
        {
            Name = Given.Text("name") ?? "Operation",
            Index = 0,
            Method = http.Text("method") ?? "POST",
            Uri = http.Text("requestUri") ?? "/",
            Status = http.ValueKind == JsonValueKind.Object && http.TryGetProperty("responseCode", out var code)
                ? code.GetInt32()
                : 200,
            Input = input,
            Output = output,
            ResultWrapper = Given.TryGetProperty("output", out var result) ? result.Text("resultWrapper") : null,
            InputLocationName = place.Text("locationName"),
            InputNamespace =
                place.ValueKind == JsonValueKind.Object && place.TryGetProperty("xmlNamespace", out var space)
                ? new(space.Text("uri")!, space.Text("prefix"))
                : null,
            NewInput = () => new Loose(input ?? Nothing),
            HostPrefix = Given.TryGetProperty("endpoint", out var endpoint) ? endpoint.Text("hostPrefix") : null,
            Errors = Errors(),
        };
    }

    public Shape[] Errors() => Given.TryGetProperty("errors", out var errors)
        ? [.. errors.EnumerateArray().Select(e => Shapes[e.GetProperty("shape").GetString()!])]
        : [];

    public Shape? ShapeOf(string side) =>
        Given.TryGetProperty(side, out var place) && place.Text("shape") is { } name ? Shapes[name] : null;

    /// <summary>The shape of an operation that takes, or gives, nothing.</summary>
    public static Shape Nothing { get; } = new("Nothing", ShapeKind.Structure);
}
