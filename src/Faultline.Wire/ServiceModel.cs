using Faultline.Wire.Shapes;

namespace Faultline.Wire;

/// <summary>The facts of one service: how it is addressed, which protocols it speaks, what of it is built.</summary>
public sealed class ServiceModel
{
    /// <summary>The name of its model, as in <c>sqs</c> or <c>elbv2</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Its full name in the model, as in <c>Amazon Simple Queue Service</c>.</summary>
    public required string FullName { get; init; }

    public required string ServiceId { get; init; }

    public required string EndpointPrefix { get; init; }

    public required string SigningName { get; init; }

    public required string ApiVersion { get; init; }

    /// <summary>The protocols that it speaks, the model's preferred one first.</summary>
    public required Protocol[] Protocols { get; init; }

    public string? TargetPrefix { get; init; }

    /// <summary>Errors carry the old query codes as well (<c>x-amzn-query-error</c>).</summary>
    public bool QueryCompatible { get; init; }

    /// <summary>Inputs are checked against the model's constraints before the service sees them; a few services are laxer.</summary>
    public bool ChecksConstraints { get; init; } = true;

    public XmlNamespace? XmlNamespace { get; init; }

    /// <summary>The home of its control plane when there is one for the whole world; null for a regional service.</summary>
    public string? GlobalRegion { get; init; }

    public required Operation[] Operations { get; init; }

    public override string ToString() => Id;
}

public enum Protocol
{
    Query,
    Ec2,
    Json10,
    Json11,
    RestJson,
    RestXml,
    Cbor,
}
