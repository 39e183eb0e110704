using Faultline.Wire.Protocols.Xml;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols;

/// <summary>
/// An error's message and its other members, as a structure that any writer takes: the code stands elsewhere.
/// </summary>
internal sealed class ErrorBody(AwsError error) : IStructure
{
    private static readonly Shape none = new("Error", ShapeKind.Structure);
    private static readonly Shape text = new("Message", ShapeKind.String);
    private static readonly Member plain = new("message", 0, () => text);

    public Shape Shape => error.Shape ?? none;

    public void Write(ShapeWriter writer)
    {
        writer.String(ErrorTexts.MessageMember(error) ?? plain, error.Message);
        error.Body?.Write(new ErrorMembers(writer, error, codeIsWritten: false));
    }

    public void Read(Member member, ShapeReader reader) =>
        throw new NotSupportedException("Errors are only written.");
}
