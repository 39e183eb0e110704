using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols;

/// <summary>
/// One protocol, both directions, seen from the server: requests are read, responses and errors are written. It works
/// from the model's facts alone and holds no state, so one instance serves every request.
/// </summary>
public abstract class Codec
{
    /// <summary>Reads the request into an empty input. What does not fit is a <see cref="MalformedInput"/>.</summary>
    public abstract void Read(ServiceModel service, Operation operation, Incoming request, IStructure input);

    /// <summary>Writes the output (null: the operation has none) with its status, headers and request id.</summary>
    public abstract void Write(
        ServiceModel service, Operation operation, IStructure? output, string requestId, Outgoing response);

    /// <summary>Writes an error in the form that clients of this protocol read.</summary>
    public abstract void Write(ServiceModel service, AwsError error, string requestId, Outgoing response);
}
