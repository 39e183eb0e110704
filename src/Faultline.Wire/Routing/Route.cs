using Faultline.Wire.Shapes;

namespace Faultline.Wire.Routing;

/// <summary>Where a request goes: the service, the protocol in which to answer, the operation, the region.</summary>
public readonly record struct Route
{
    /// <summary>What a query request is called that names no action.</summary>
    internal const string NoAction = "(no Action)";

    /// <summary>What a request is called that only names a queue.</summary>
    internal const string NoOperation = "(no operation)";

    /// <summary>The service's facts. For a service that no model of ours describes, made up from its name.</summary>
    public required ServiceModel Service { get; init; }

    public required Protocol Protocol { get; init; }

    public required RouteKind Kind { get; init; }

    /// <summary>The operation; there exactly when the kind is <see cref="RouteKind.Built"/>.</summary>
    public Operation? Operation { get; init; }

    /// <summary>The operation's name, or what the request called it by, as in <c>GET /no/such/place</c>.</summary>
    public required string OperationName { get; init; }

    public required string Region { get; init; }

    /// <summary>The queue that the path of the request names, as SQS's query protocol allows.</summary>
    public QueuePath? Queue { get; init; }

    /// <summary>What stands before the service in the host, such as an S3 bucket; null where nothing does.</summary>
    public string? HostLabel { get; init; }

    /// <summary>The error to answer when the request goes nowhere; null when its operation is built.</summary>
    public AwsError? Refusal() => Kind switch
    {
        RouteKind.Built => null,
        RouteKind.UnknownOperation when OperationName == NoAction => CommonErrors.MissingAction(),
        RouteKind.UnknownOperation when OperationName == NoOperation => CommonErrors.NoOperation(),
        RouteKind.UnknownOperation => new CommonErrors(Service, Protocol).UnknownOperation(OperationName),
        _ => new CommonErrors(Service, Protocol).NotImplemented(OperationName),
    };

    /// <summary>Puts into an empty input what the address says; what the request says comes over it.</summary>
    public void Preset(IStructure input, string origin)
    {
        if (Queue is not { } queue)
        {
            return;
        }

        foreach (var member in input.Shape.Members)
        {
            if (member.Name == "QueueUrl")
            {
                input.Read(member, new GivenText($"{origin}/{queue.Account}/{queue.Name}"));
            }
        }
    }
}

public enum RouteKind
{
    Built,

    /// <summary>The model has the operation, but nobody has built it.</summary>
    NotBuilt,

    /// <summary>The model has no such operation.</summary>
    UnknownOperation,

    /// <summary>No model of ours describes the service.</summary>
    UnknownService,
}
