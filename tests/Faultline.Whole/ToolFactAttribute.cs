namespace Faultline.Whole;

/// <summary>A test of programs that not everybody has; where one is not installed the test counts as skipped.</summary>
internal sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(params string[] programs)
    {
        Programs = programs;
        Skip = Tool.Lacking(programs);
    }

    public string[] Programs { get; }
}
