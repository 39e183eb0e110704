namespace Faultline.Whole;

/// <summary>As <see cref="ToolFactAttribute"/>, of a test that has several cases.</summary>
internal sealed class ToolTheoryAttribute : TheoryAttribute
{
    public ToolTheoryAttribute(params string[] programs)
    {
        Programs = programs;
        Skip = Tool.Lacking(programs);
    }

    public string[] Programs { get; }
}
