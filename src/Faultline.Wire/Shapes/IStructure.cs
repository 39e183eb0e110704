namespace Faultline.Wire.Shapes;

/// <summary>A value of a structure shape. It knows its members and no protocol.</summary>
public interface IStructure
{
    Shape Shape { get; }

    /// <summary>Hands every member that is set to the writer, in the model's order.</summary>
    void Write(ShapeWriter writer);

    /// <summary>Takes the value of one member from the reader.</summary>
    void Read(Member member, ShapeReader reader);

    /// <summary>Another of the same, member by member; what the members lead to is shared.</summary>
    IStructure Copy() => throw new NotSupportedException("Only structures of the contracts are copied.");
}
