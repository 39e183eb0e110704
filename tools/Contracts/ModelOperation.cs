using System.Text.Json.Nodes;

namespace Contracts;

/// <summary>An operation of a model.</summary>
internal sealed class ModelOperation(string name, JsonObject json)
{
    public string Name => name;

    public string Method => (string)json["http"]!["method"]!;

    public string Uri => (string)json["http"]!["requestUri"]!;

    public int Status => (int?)json["http"]!["responseCode"] ?? 200;

    public string? Input => (string?)json["input"]?["shape"];

    public string? Output => (string?)json["output"]?["shape"];

    public string? InputLocationName => (string?)json["input"]?["locationName"];

    public XmlName? InputNamespace => XmlName.Of(json["input"]?["xmlNamespace"]);

    public string? ResultWrapper => (string?)json["output"]?["resultWrapper"];

    public string? HostPrefix => (string?)json["endpoint"]?["hostPrefix"];

    public bool Anonymous =>
        (string?)json["authtype"] == "none"
        || (json["auth"]?.AsArray().Any(way => (string)way! == "smithy.api#noAuth") ?? false);

    public IEnumerable<string> Errors => json["errors"]?.AsArray().Select(error => (string)error!) ?? [];
}
