namespace Contracts;

/// <summary>Writes enumerations as constants: AWS adds values, so a value that we do not know must pass through.</summary>
internal static class EnumsCode
{
    public static string Write(Contract contract)
    {
        var code = Code.File(contract);
        foreach (var shape in contract.Shapes.Where(shape => shape is { Type: "string", Enum.Length: > 0 }))
        {
            var name = contract.Of(shape.Name);
            var taken = new HashSet<string>(StringComparer.Ordinal) { name };
            code.Open($"public static class {name}");
            foreach (var value in shape.Enum!)
            {
                code.Line($"public const string {Names.Unique(Names.Constant(value), taken)} = {Code.Literal(value)};");
            }

            code.Close().Line();
        }

        return code.ToString().TrimEnd('\n') + "\n";
    }
}
