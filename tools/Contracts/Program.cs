namespace Contracts;

/// <summary>
/// Turns API models into code. <c>import</c> takes the facts out of models in botocore's format; <c>generate</c>
/// writes the C# for the operations that are built, and the catalog of all others. <c>import-types</c> does the first
/// for the resource types of CloudFormation.
/// </summary>
internal static class Program
{
    private const string Usage = """
        usage: dotnet run --project tools/Contracts -- import DIR SERVICE...
               dotnet run --project tools/Contracts -- import-types DB.JSON.GZ TYPE...
               dotnet run --project tools/Contracts -- generate [--check]
        """;

    private static int Main(string[] args)
    {
        try
        {
            return args switch
            {
                ["import", var source, _, ..] => Import.Run(source, args[2..], Repository.Find()),
                ["import-types", var source, _, ..] => ImportTypes.Run(source, args[2..], Repository.Find()),
                ["generate"] => Generation.Run(Repository.Find(), check: false, Console.Out),
                ["generate", "--check"] => Generation.Run(Repository.Find(), check: true, Console.Out),
                _ => Fail(Usage, 2),
            };
        }
        catch (Fault fault)
        {
            return Fail(fault.Message, 1);
        }
    }

    private static int Fail(string message, int code)
    {
        Console.Error.WriteLine(message);
        return code;
    }
}

/// <summary>What is wrong with the models or the command, said to whoever runs the tool.</summary>
internal sealed class Fault(string message) : Exception(message);
