namespace Contracts;

/// <summary>Writes the abstract class of a service's behaviour with its dispatch, and the service's facts.</summary>
internal static class ApiCode
{
    public static string Api(Contract contract)
    {
        var model = contract.Word("ServiceModel", "Faultline.Wire");
        var call = contract.Word("Call", "Faultline.Wire");
        var task = contract.Word("ValueTask", "System.Threading.Tasks");
        var structure = contract.Word("IStructure", "Faultline.Wire.Shapes");
        var token = contract.Word("CancellationToken", "System.Threading");
        var code = Code.File(contract)
            .Line($"/// <summary>The behaviour of {contract.Model.FullName}.</summary>")
            .Open($"public abstract class {contract.Name}Api : global::Faultline.Wire.Api")
            .Line($"public sealed override {model} Model => {contract.Name}Model.Service;");
        foreach (var operation in contract.Operations)
        {
            var result = operation.Output is null ? task : $"{task}<{contract.Of(operation.Output)}>";
            code.Line().Line($"public abstract {result} {operation.Name}(")
                .Line($"    {call} call, {contract.InputOf(operation)} request, {token} ct);");
        }

        code.Line()
            .Line($"public sealed override {task}<{structure}?> Invoke({call} call, {structure} input, {token} ct) =>")
            .Open("    call.Operation.Index switch");
        for (var index = 0; index < contract.Operations.Length; index++)
        {
            var operation = contract.Operations[index];
            code.Line($"{index} => Answer({operation.Name}(call, ({contract.InputOf(operation)})input, ct)),");
        }

        return code.Line("_ => throw NotMine(call),").Close(";").Close().ToString();
    }

    public static string Model(Contract contract)
    {
        var model = contract.Model;
        var type = contract.Word("ServiceModel", "Faultline.Wire");
        var code = Code.File(contract)
            .Line($"/// <summary>The facts of {model.FullName}.</summary>")
            .Open($"public static class {contract.Name}Model")
            .Line($"private static {type}? service;")
            .Line()
            .Line($"public static {type} Service => service ?? {type}.Once(ref service, new()")
            .Open();
        Fact(code, "Id", model.Service);
        Fact(code, "FullName", model.FullName);
        Fact(code, "ServiceId", model.ServiceId);
        Fact(code, "EndpointPrefix", model.EndpointPrefix);
        Fact(code, "SigningName", model.SigningName);
        Fact(code, "ApiVersion", model.ApiVersion);
        var protocol = contract.Word("Protocol", "Faultline.Wire");
        code.Line($"Protocols = [{string.Join(", ", model.Protocols.Select(name => $"{protocol}.{name}"))}],");
        Fact(code, "TargetPrefix", model.TargetPrefix);
        if (model.QueryCompatible)
        {
            code.Line("QueryCompatible = true,");
        }

        if (!model.ChecksConstraints)
        {
            code.Line("ChecksConstraints = false,");
        }

        if (model.Namespace is { } name)
        {
            code.Line($"XmlNamespace = {ShapesCode.New(name)},");
        }

        Fact(code, "GlobalRegion", model.GlobalRegion);
        code.Line("OperationNames =").Line("[");
        foreach (var operation in contract.Operations)
        {
            code.Line($"    {Code.Literal(operation.Name)},");
        }

        code.Line("],").Line("MakeOperation = static index => index switch").Open();
        for (var index = 0; index < contract.Operations.Length; index++)
        {
            code.Line($"{index} => {contract.Operations[index].Name}(),");
        }

        code.Line("_ => throw new ArgumentOutOfRangeException(nameof(index)),").Close(",").Close(");");
        for (var index = 0; index < contract.Operations.Length; index++)
        {
            Operation(contract, code, contract.Operations[index], index);
        }

        return code.Close().ToString();
    }

    private static void Operation(Contract contract, Code code, ModelOperation operation, int index)
    {
        var shapes = contract.Name + "Shapes.";
        var input = contract.InputOf(operation);
        var type = contract.Word("Operation", "Faultline.Wire");
        code.Line().Line($"private static {type} {operation.Name}() => new()").Open();
        Fact(code, "Name", operation.Name);
        code.Line($"Index = {index},");
        Fact(code, "Method", operation.Method == "POST" ? null : operation.Method);
        Fact(code, "Uri", operation.Uri == "/" ? null : operation.Uri);
        if (operation.Status != 200)
        {
            code.Line($"Status = {operation.Status},");
        }

        code.Line($"MakeInput = {shapes}{input},");
        if (operation.Output is { } output)
        {
            code.Line($"MakeOutput = {shapes}{contract.Of(output)},");
        }

        Fact(code, "ResultWrapper", operation.ResultWrapper);
        Fact(code, "InputLocationName", operation.InputLocationName);
        if (operation.InputNamespace is { } name)
        {
            code.Line($"InputNamespace = {ShapesCode.New(name)},");
        }

        code.Line($"NewInput = static () => new {input}(),");
        Fact(code, "HostPrefix", operation.HostPrefix);
        if (operation.Anonymous)
        {
            code.Line("Anonymous = true,");
        }

        var errors = operation.Errors.Distinct().ToArray();
        if (errors.Length > 0)
        {
            code.Line("MakeErrors = static () =>").Line("[");
            foreach (var error in errors)
            {
                code.Line($"    {shapes}{contract.Of(error)}(),");
            }

            code.Line("],");
        }

        code.Close(";");
    }

    private static void Fact(Code code, string name, string? value)
    {
        if (value is not null)
        {
            code.Line($"{name} = {Code.Literal(value)},");
        }
    }
}
