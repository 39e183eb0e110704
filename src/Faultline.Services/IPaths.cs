using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services;

/// <summary>
/// A service that answers on HTTP paths of its own beside its API, as <c>/_aws/sqs/messages</c>. It answers with the
/// output of an operation; the gateway writes that as XML, or as JSON for a client that accepts only JSON.
/// </summary>
public interface IPaths
{
    /// <summary>Whether a path, without its query, is this service's.</summary>
    bool Owns(string path);

    /// <summary>The region that the request names in its path or parameters; null when it names none.</summary>
    string? RegionOf(PathRequest request);

    ValueTask<PathAnswer> Answer(PathRequest request, CancellationToken ct);
}

/// <summary>
/// A request to a service's own path: the path, and the parameters of query string and form, decoded.
/// </summary>
public sealed record PathRequest(string Path, IReadOnlyDictionary<string, string> Parameters);

/// <summary>The output of an operation, to be written as if that operation had been called.</summary>
public sealed record PathAnswer(ServiceModel Service, Operation Operation, IStructure Output);
