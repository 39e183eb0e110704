namespace Contracts;

/// <summary>Writes enumerations as constants: AWS adds values, so one that we do not know must pass through.</summary>
internal static class EnumsCode
{
    public static string Write(Contract contract)
    {
        var code = Code.File(contract);
        foreach (var shape in contract.Shapes.Where(shape => shape is { Type: "string", Enum.Length: > 0 }))
        {
            var name = contract.Of(shape.Name);
            var taken = new HashSet<string>(StringComparer.Ordinal);
            code.Open($"public static class {name}");
            foreach (var value in shape.Enum!)
            {
                var constant = Names.Member(Names.Constant(value), name, taken);
                code.Line($"public const string {constant} = {Code.Literal(value)};");
            }

            code.Close().Line();
        }

        return code.ToString().TrimEnd('\n') + "\n";
    }
}
