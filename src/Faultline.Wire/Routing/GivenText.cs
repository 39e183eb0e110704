using System.Text.Json.Nodes;
using Faultline.Kernel;
using Faultline.Wire.Shapes;

namespace Faultline.Wire.Routing;

/// <summary>Reads one text that is known already into a member.</summary>
internal sealed class GivenText(string text) : ShapeReader
{
    public override string String(Member member) => text;

    public override void BeginStructure(Member member) => throw OnlyText();

    public override Member? NextMember(Shape structure) => throw OnlyText();

    public override void BeginList(Member member) => throw OnlyText();

    public override bool NextItem(Shape list) => throw OnlyText();

    public override void BeginMap(Member member) => throw OnlyText();

    public override string? NextKey(Shape map) => throw OnlyText();

    public override bool TryNull() => false;

    public override bool Boolean(Member member) => throw OnlyText();

    public override int Integer(Member member) => throw OnlyText();

    public override long Long(Member member) => throw OnlyText();

    public override float Float(Member member) => throw OnlyText();

    public override double Double(Member member) => throw OnlyText();

    public override byte[] Blob(Member member) => throw OnlyText();

    public override DateTimeOffset Timestamp(Member member) => throw OnlyText();

    public override JsonNode Document(Member member) => throw OnlyText();

    private static InvariantBroken OnlyText() => new("Only a text can be given by the address of a request.");
}
