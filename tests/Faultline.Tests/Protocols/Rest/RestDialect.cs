using Faultline.Tests.Protocols.Conformance;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Protocols.Rest;

/// <summary>What the vectors of both REST protocols need: a response has a status that a request has not.</summary>
internal abstract class RestDialect : Dialect
{
    public sealed override void ReadBack(Vector vector, Operation operation, Captured response, Loose into)
    {
        // A map of all headers would take ours too.
        response.Outgoing.Headers.Remove("x-amzn-RequestId");
        Read(vector, operation, response, into);
        foreach (var member in into.Shape.Members)
        {
            if (member.Location == Location.StatusCode)
            {
                into.Values[member.Name] = response.Outgoing.Status;
            }
        }
    }

    protected virtual void Read(Vector vector, Operation operation, Captured response, Loose into) =>
        base.ReadBack(vector, operation, response, into);
}
