using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Xml;

/// <summary>
/// The members of an error's body that its form does not write by itself, and that no header carries.
/// </summary>
internal sealed class ErrorMembers(ShapeWriter inner, AwsError error, bool codeIsWritten) : MemberFilter(inner)
{
    private readonly Member? message = ErrorTexts.MessageMember(error);

    protected override bool Passes(Member member) =>
        member.Location == Location.Body
        && !ReferenceEquals(member, message)
        && !(codeIsWritten && member.WireName is ("Code" or "code"));
}
