namespace Contracts;

/// <summary>
/// Writes the facts of a service's shapes. Each shape is a method that makes it when first asked for, so that a service
/// with thousands of shapes costs nothing until one is used.
/// </summary>
internal static class ShapesCode
{
    public static string Write(Contract contract)
    {
        var code = Code.File(contract)
            .Line($"/// <summary>The facts of the shapes of {contract.Model.ServiceId}.</summary>")
            .Open($"public static class {contract.Name}Shapes");
        var first = true;
        foreach (var shape in contract.Shapes)
        {
            Separate(code, ref first);
            Shape(contract, code, contract.Of(shape.Name), Make(contract, shape));
        }

        foreach (var operation in contract.Operations.Where(operation => operation.Input is null))
        {
            var name = contract.InputOf(operation);
            Separate(code, ref first);
            Shape(contract, code, name, $"new({Code.Literal(name)}, {Kinds(contract)}.Structure)");
        }

        return code.Close().ToString();
    }

    private static void Separate(Code code, ref bool first)
    {
        if (!first)
        {
            code.Line();
        }

        first = false;
    }

    private static void Shape(Contract contract, Code code, string name, string make)
    {
        var type = contract.Word("Shape", "Faultline.Wire.Shapes");
        var field = "made" + name;
        code.Line($"private static {type}? {field};")
            .Line($"public static {type} {name}() => {field} ?? {type}.Once(ref {field}, {make});");
    }

    private static string Kinds(Contract contract) => contract.Word("ShapeKind", "Faultline.Wire.Shapes");

    private static string Make(Contract contract, ModelShape shape)
    {
        var members = shape.Members.Length == 0
            ? ""
            : ", static () =>\n    [\n" +
              string.Concat(shape.Members.Select(member => $"        {Member(contract, shape, member)},\n")) + "    ]";
        return $"new({Code.Literal(shape.Name)}, {Kinds(contract)}.{shape.Kind}{members}){Facts(contract, shape)}";
    }

    private static string Facts(Contract contract, ModelShape shape)
    {
        var isText = shape.Type is "string";
        return Code.Initializer(
        [
            Text("LocationName", shape.LocationName),
            Flag("Flattened", shape.Flag("flattened")),
            Flag("Sparse", shape.Sparse),
            Namespace(shape.Namespace),
            Timestamp(contract, shape.TimestampFormat),
            Text("Payload", shape.Payload),
            Flag("Streaming", shape.Streaming),
            Flag("EventStream", shape.EventStream),
            Flag("Event", shape.Flag("event")),
            Flag("Sensitive", shape.Flag("sensitive")),
            shape.Number("min") is { } min ? $"Min = {min}" : null,
            shape.Number("max") is { } max ? $"Max = {max}" : null,
            Text("Pattern", shape.Pattern),
            isText && shape is { Enum: { } values, OpenEnum: false } ? $"Enum = {Code.Literals(values)}" : null,
            shape.IsError
                ? $"Error = new({Code.Literal(shape.ErrorCode)}, {shape.ErrorStatus}, {Bool(shape.SenderFault)})"
                : null,
        ]);
    }

    private static string Member(Contract contract, ModelShape shape, ModelMember member) =>
        $"new({Code.Literal(member.Name)}, {member.Index}, {contract.Of(member.Shape)})" + Code.Initializer(
        [
            Text("LocationName", member.LocationName),
            member.Location is { } place
                ? $"Location = {contract.Word("Location", "Faultline.Wire.Shapes")}.{place}"
                : null,
            Text("QueryName", member.QueryName),
            Flag("Required", member.Required),
            Flag("Flattened", member.Flag("flattened")),
            Flag("XmlAttribute", member.Flag("xmlAttribute")),
            Namespace(member.Namespace),
            Timestamp(contract, member.TimestampFormat),
            Flag("Streaming", TypesCode.IsStream(contract, shape, member)),
            Flag("IdempotencyToken", member.Flag("idempotencyToken")),
            Flag("JsonValue", member.Flag("jsonvalue")),
            Flag("HostLabel", member.Flag("hostLabel")),
            Flag("EventPayload", member.Flag("eventpayload")),
            Flag("EventHeader", member.Flag("eventheader")),
        ]);

    private static string? Text(string fact, string? value) => value is null ? null : $"{fact} = {Code.Literal(value)}";

    private static string? Flag(string fact, bool set) => set ? $"{fact} = true" : null;

    private static string Bool(bool value) => value ? "true" : "false";

    private static string? Namespace(XmlName? name) => name is null ? null : $"XmlNamespace = {New(name)}";

    public static string New(XmlName name) => name.Prefix is null
        ? $"new({Code.Literal(name.Uri)})"
        : $"new({Code.Literal(name.Uri)}, {Code.Literal(name.Prefix)})";

    private static string? Timestamp(Contract contract, string? format) => format is null
        ? null
        : $"TimestampFormat = {contract.Word("TimestampFormat", "Faultline.Wire.Shapes")}." + format switch
        {
            "iso8601" => "Iso8601",
            "unixTimestamp" => "UnixTimestamp",
            "rfc822" => "Rfc822",
            _ => throw new Fault($"{contract.Model.Service} writes timestamps as {format}, which we do not know."),
        };
}
