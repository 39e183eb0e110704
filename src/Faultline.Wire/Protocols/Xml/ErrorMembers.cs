using Faultline.Wire.Shapes;

namespace Faultline.Wire.Protocols.Xml;

/// <summary>The members of an error's body that its form does not write by itself, and that no header carries.</summary>
internal sealed class ErrorMembers(ShapeWriter inner) : MemberFilter(inner)
{
    protected override bool Passes(Member member) =>
        member.Location == Location.Body
        && !member.WireName.Equals("Message", StringComparison.OrdinalIgnoreCase)
        && !member.WireName.Equals("Code", StringComparison.OrdinalIgnoreCase);
}
