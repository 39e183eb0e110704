namespace Faultline.Whole;

/// <summary>As <see cref="ToolFactAttribute"/>, of a test that has several cases.</summary>
internal sealed class ToolTheoryAttribute : TheoryAttribute
{
    public ToolTheoryAttribute(string program)
    {
        Program = program;
        if (Tool.Find(program) is null)
        {
            Skip = $"{program} is not installed here.";
        }
    }

    public string Program { get; }
}
