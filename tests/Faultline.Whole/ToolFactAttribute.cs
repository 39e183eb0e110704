namespace Faultline.Whole;

/// <summary>A test of a program that not everybody has; where it is not installed the test counts as skipped.</summary>
internal sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(string program)
    {
        Program = program;
        if (Tool.Find(program) is null)
        {
            Skip = $"{program} is not installed here.";
        }
    }

    public string Program { get; }
}
