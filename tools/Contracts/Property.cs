namespace Contracts;

/// <summary>A member of a structure as a property of its class.</summary>
internal sealed class Property(Contract contract, ModelShape owner, ModelMember member, string name)
{
    private readonly ModelShape shape = contract.Shape(member.Shape);
    private readonly bool kept = member.Flag("kept");
    private readonly bool stream = TypesCode.IsStream(contract, owner, member);

    public int Index => member.Index;

    private string Type => stream ? contract.Word("Stream", "System.IO")
        : kept ? contract.Word("KeptText", "Faultline.Wire.Shapes")
        : TypesCode.Type(contract, member.Shape);

    private bool IsValue => shape.Kind is "Boolean" or "Integer" or "Long" or "Float" or "Double" or "Timestamp";

    // The check of constraints has run before a behaviour sees a request, so what is required is there.
    public string Declaration => member.Required && contract.IsInput(owner) && !IsValue
        ? $"public {Type} {name} {{ get; set; }} = null!;"
        : $"public {Type}? {name} {{ get; set; }}";

    public void Write(Code code)
    {
        var at = $"members[{Index}]";
        if (IsValue)
        {
            code.Open($"if ({name} is {{ }} value{Index})").Line(Call($"value{Index}") + ";").Close();
        }
        else
        {
            code.Open($"if ({name} is not null)").Line(Call(name) + ";").Close();
        }

        string Call(string value) => stream
            ? $"writer.Stream({at}, {value})"
            : kept ? $"writer.KeptText({at}, {value})"
            : TypesCode.WriteCall(contract, member.Shape, "writer", at, value);
    }

    public string Read => shape.EventStream
        ? $"throw new MalformedInput(\"{member.Name} cannot be sent.\");"
        : stream
            ? $"{name} = reader.Stream(member); break;"
            : kept ? $"{name} = reader.KeptText(member); break;"
            : $"{name} = {TypesCode.ReadCall(contract, member.Shape, "reader", "member")}; break;";
}
