using System.Text.Json.Nodes;

namespace Contracts;

/// <summary>A service's model, patched, seen as facts.</summary>
internal sealed class Model
{
    private readonly JsonObject metadata;

    public Model(string service, JsonObject json)
    {
        Service = service;
        metadata = json["metadata"]!.AsObject();
        Shapes = json["shapes"]!.AsObject()
            .Select(pair => new ModelShape(pair.Key, pair.Value!.AsObject()))
            .ToDictionary(shape => shape.Name, StringComparer.Ordinal);
        Operations = json["operations"]!.AsObject()
            .Select(pair => new ModelOperation(pair.Key, pair.Value!.AsObject()))
            .ToDictionary(operation => operation.Name, StringComparer.Ordinal);
    }

    public string Service { get; }

    public Dictionary<string, ModelShape> Shapes { get; }

    public Dictionary<string, ModelOperation> Operations { get; }

    public string FullName => Text("serviceFullName")!;

    public string ServiceId => Text("serviceId")!;

    public string EndpointPrefix => Text("endpointPrefix")!;

    public string SigningName => Text("signingName") ?? EndpointPrefix;

    public string ApiVersion => Text("apiVersion")!;

    public string? TargetPrefix => Text("targetPrefix");

    public string? GlobalRegion => Text("globalRegion");

    public bool QueryCompatible => metadata["awsQueryCompatible"] is not null;

    public bool ChecksConstraints => (bool?)metadata["checksConstraints"] ?? true;

    public XmlName? Namespace => XmlName.Of(metadata["xmlNamespace"]);

    /// <summary>The members of the Protocol enumeration, the model's own protocol first.</summary>
    public string[] Protocols
    {
        get
        {
            var own = Text("protocol")!;
            var all = metadata["protocols"]?.AsArray().Select(name => (string)name!) ?? [own];
            return [.. all.OrderBy(name => name == own ? 0 : 1).Select(Protocol)];
        }
    }

    public bool Rest => Protocols[0].StartsWith("Rest", StringComparison.Ordinal);

    public static Model Load(Repository repository, Patches patches, string service) =>
        new(service, patches.Apply(service, ModelFile.Read(repository.Model(service))));

    private string Protocol(string name) => name switch
    {
        "query" => "Query",
        "ec2" => "Ec2",
        "json" => Text("jsonVersion") == "1.0" ? "Json10" : "Json11",
        "rest-json" => "RestJson",
        "rest-xml" => "RestXml",
        "smithy-rpc-v2-cbor" => "Cbor",
        _ => throw new Fault($"{Service} speaks {name}, which is no protocol of ours."),
    };

    private string? Text(string name) => (string?)metadata[name];
}

/// <summary>An XML namespace, which models give as a string or as an object.</summary>
internal sealed record XmlName(string Uri, string? Prefix)
{
    public static XmlName? Of(JsonNode? node) => node switch
    {
        null => null,
        JsonObject parts => new((string)parts["uri"]!, (string?)parts["prefix"]),
        _ => new((string)node!, null),
    };
}
