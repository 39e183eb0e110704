using Faultline.Wire.Protocols;

namespace Faultline.Wire;

/// <summary>
/// Paths that a service answers outside the AWS protocols, as in <c>/_aws/sqs/messages</c>. The gateway asks each open
/// region in order and lets the first that owns the path answer; such requests carry no signature.
/// </summary>
public interface IPaths
{
    bool Owns(Incoming request);

    ValueTask Answer(Incoming request, Outgoing response, CancellationToken ct);
}
