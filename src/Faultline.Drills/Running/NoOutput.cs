using Faultline.Wire.Shapes;

namespace Faultline.Drills.Running;

/// <summary>What an operation answers that answers nothing.</summary>
internal sealed class NoOutput : IStructure
{
    private static readonly Shape none = new("NoOutput", ShapeKind.Structure);

    public Shape Shape => none;

    public void Write(ShapeWriter writer)
    {
    }

    public void Read(Member member, ShapeReader reader)
    {
    }
}
