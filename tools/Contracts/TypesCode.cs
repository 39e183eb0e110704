namespace Contracts;

/// <summary>Writes the classes of structures: properties, how each goes to a writer and comes from a reader.</summary>
internal static class TypesCode
{
    private const string Collections = "System.Collections.Generic";

    public static string Write(Contract contract)
    {
        var code = Code.File(contract);
        foreach (var shape in contract.Classes)
        {
            Class(contract, code, shape);
        }

        foreach (var operation in contract.Operations.Where(operation => operation.Input is null))
        {
            Empty(contract, code, contract.InputOf(operation));
        }

        return code.ToString().TrimEnd('\n') + "\n";
    }

    /// <summary>The member is a body that is not held in memory.</summary>
    public static bool IsStream(Contract contract, ModelShape owner, ModelMember member) =>
        contract.Shape(member.Shape) is { Type: "blob" } shape && owner.Payload == member.Name
        && (member.Streaming || shape.Streaming);

    private static void Class(Contract contract, Code code, ModelShape shape)
    {
        var name = contract.Of(shape.Name);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var properties = Contract.Properties(shape)
            .Select(member => new Property(contract, shape, member, Names.Member(member.Name, name, taken)))
            .ToArray();
        Head(contract, code, name);
        foreach (var property in properties)
        {
            code.Line().Line(property.Declaration);
        }

        code.Line().Open(WriteHead(contract));
        if (properties.Length > 0)
        {
            code.Line($"var members = {contract.Name}Shapes.{name}().Members;");
        }

        foreach (var property in properties)
        {
            property.Write(code);
        }

        code.Close().Line().Open(ReadHead(contract));
        if (properties.Length > 0)
        {
            code.Open("switch (member.Index)");
            foreach (var property in properties)
            {
                code.Line($"case {property.Index}: {property.Read}");
            }

            code.Close();
        }

        code.Close().Close().Line();
    }

    private static void Empty(Contract contract, Code code, string name)
    {
        Head(contract, code, name);
        code.Line()
            .Open(WriteHead(contract)).Close()
            .Line()
            .Open(ReadHead(contract)).Close()
            .Close()
            .Line();
    }

    private static void Head(Contract contract, Code code, string name) => code
        .Open($"public sealed class {name} : {Word(contract, "IStructure")}")
        .Line($"{Word(contract, "Shape")} IStructure.Shape => {contract.Name}Shapes.{name}();")
        .Line()
        .Line($"{Word(contract, "IStructure")} IStructure.Copy() => ({name})MemberwiseClone();");

    private static string WriteHead(Contract contract) =>
        $"void IStructure.Write({Word(contract, "ShapeWriter")} writer)";

    private static string ReadHead(Contract contract) =>
        $"void IStructure.Read({Word(contract, "Member")} member, {Word(contract, "ShapeReader")} reader)";

    private static string Word(Contract contract, string name) => contract.Word(name, "Faultline.Wire.Shapes");

    /// <summary>The C# type of a value of the shape, without its question mark.</summary>
    public static string Type(Contract contract, string name)
    {
        var shape = contract.Shape(name);
        var sparse = shape.Sparse ? "?" : "";
        return shape.Kind switch
        {
            "Structure" or "Union" when shape.EventStream =>
                $"{contract.Word("IAsyncEnumerable", Collections)}<{Word(contract, "IStructure")}>",
            "Structure" or "Union" => contract.Of(name),
            "List" => $"{contract.Word("List", Collections)}<{Of(0)}{sparse}>",
            "Map" => $"{contract.Word("Dictionary", Collections)}<string, {Of(1)}{sparse}>",
            "String" => "string",
            "Boolean" => "bool",
            "Integer" => "int",
            "Long" => "long",
            "Float" => "float",
            "Double" => "double",
            "Blob" => "byte[]",
            "Timestamp" => contract.Word("DateTimeOffset", "System"),
            "Document" => contract.Word("JsonNode", "System.Text.Json.Nodes"),
            var kind => throw new Fault($"{contract.Model.Service} has a shape of kind {kind}."),
        };
        string Of(int index) => Type(contract, shape.Members[index].Shape);
    }

    /// <summary>The call that writes a value of the shape.</summary>
    public static string WriteCall(Contract contract, string name, string writer, string member, string value)
    {
        var shape = contract.Shape(name);
        return shape.Kind switch
        {
            "List" => $"{writer}.List({member}, {value}, {Item(0)})",
            "Map" => $"{writer}.Map({member}, {value}, {Item(1)})",
            "Structure" or "Union" when shape.EventStream => $"{writer}.Events({member}, {value})",
            "Structure" or "Union" => $"{writer}.Structure({member}, {value})",
            var kind => $"{writer}.{kind}({member}, {value})",
        };
        string Item(int index) =>
            $"static (w, m, v) => {WriteCall(contract, shape.Members[index].Shape, "w", "m", "v")}";
    }

    /// <summary>The call that reads a value of the shape.</summary>
    public static string ReadCall(Contract contract, string name, string reader, string member)
    {
        var shape = contract.Shape(name);
        return shape.Kind switch
        {
            "List" => $"{reader}.List({member}, {Item(0)})",
            "Map" => $"{reader}.Map({member}, {Item(1)})",
            "Structure" or "Union" => $"{reader}.Structure<{contract.Of(name)}>({member})",
            var kind => $"{reader}.{kind}({member})",
        };
        string Item(int index) => $"static (r, m) => {ReadCall(contract, shape.Members[index].Shape, "r", "m")}";
    }
}
