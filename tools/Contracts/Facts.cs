using System.Text.Json.Nodes;

namespace Contracts;

/// <summary>
/// Picks the facts out of a model: names, types, members, locations, constraints. What is not listed here, such as
/// documentation and what only clients need, is left behind.
/// </summary>
internal static class Facts
{
    private static readonly string[] Metadata =
    [
        "apiVersion", "awsQueryCompatible", "checksumFormat", "endpointPrefix", "globalEndpoint", "jsonVersion",
        "protocol", "protocols", "serviceAbbreviation", "serviceFullName", "serviceId", "signatureVersion",
        "signingName", "targetPrefix", "xmlNamespace",
    ];

    private static readonly string[] Operation =
    [
        "http", "input", "output", "errors", "idempotent", "readonly", "endpoint", "endpointoperation",
        "httpChecksum", "httpChecksumRequired", "requestcompression", "authtype", "auth", "unsignedPayload",
    ];

    private static readonly string[] Reference = ["shape", "locationName", "xmlNamespace", "resultWrapper"];

    private static readonly string[] Shape =
    [
        "type", "document", "union", "eventstream", "event", "exception", "error", "fault", "synthetic", "required",
        "payload", "streaming", "sensitive", "flattened", "sparse", "locationName", "xmlNamespace",
        "timestampFormat", "min", "max", "pattern", "enum", "members", "member", "key", "value",
    ];

    private static readonly string[] Member =
    [
        "shape", "location", "locationName", "queryName", "xmlNamespace", "xmlAttribute", "flattened", "streaming",
        "idempotencyToken", "jsonvalue", "hostLabel", "timestampFormat", "eventpayload", "eventheader",
    ];

    public static JsonObject Of(JsonObject model) => new()
    {
        ["metadata"] = Pick(model["metadata"]!.AsObject(), Metadata),
        ["operations"] = Each(model["operations"]!.AsObject(), OfOperation),
        ["shapes"] = Each(model["shapes"]!.AsObject(), OfShape),
    };

    private static JsonObject OfOperation(JsonObject operation)
    {
        var facts = Pick(operation, Operation);
        foreach (var side in (string[])["input", "output"])
        {
            if (facts[side] is JsonObject reference)
            {
                facts[side] = Pick(reference, Reference);
            }
        }

        if (facts["errors"] is JsonArray errors)
        {
            facts["errors"] = new JsonArray([.. errors.Select(error => error!["shape"]!.DeepClone())]);
        }

        return facts;
    }

    private static JsonObject OfShape(JsonObject shape)
    {
        var facts = Pick(shape, Shape);
        foreach (var part in (string[])["member", "key", "value"])
        {
            if (facts[part] is JsonObject reference)
            {
                facts[part] = Pick(reference, Member);
            }
        }

        if (facts["members"] is JsonObject members)
        {
            // The order of members is a fact: it is the order on the wire.
            var kept = new JsonObject();
            foreach (var (name, member) in members)
            {
                kept[name] = Pick(member!.AsObject(), Member);
            }

            facts["members"] = kept;
        }

        return facts;
    }

    private static JsonObject Each(JsonObject named, Func<JsonObject, JsonObject> facts)
    {
        var sorted = new JsonObject();
        foreach (var (name, value) in named.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            sorted[name] = facts(value!.AsObject());
        }

        return sorted;
    }

    private static JsonObject Pick(JsonObject from, string[] names)
    {
        var picked = new JsonObject();
        foreach (var name in names)
        {
            if (from[name] is { } value && !(value is JsonArray { Count: 0 }))
            {
                picked[name] = value.DeepClone();
            }
        }

        return picked;
    }
}
