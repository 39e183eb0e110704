namespace Contracts;

/// <summary>Writes a factory for each error that a service's built operations may answer.</summary>
internal static class ErrorsCode
{
    public static string Write(Contract contract)
    {
        var error = contract.Word("AwsError", "Faultline.Wire");
        var code = Code.File(contract)
            .Line($"/// <summary>The errors of {contract.Model.ServiceId}, to be thrown by its behaviour.</summary>")
            .Open($"public static class {contract.Name}Errors");
        foreach (var shape in contract.Shapes.Where(shape => shape.IsError))
        {
            var name = contract.Of(shape.Name);
            code.Line($"public static {error} {name}(string message) => new({contract.Name}Shapes.{name}(), message);");
            if (contract.Classes.Contains(shape))
            {
                code.Line($"public static {error} {name}(string message, {name} body) =>")
                    .Line($"    new({contract.Name}Shapes.{name}(), message, body);");
            }
        }

        return code.Close().ToString();
    }
}
