namespace Faultline.Whole;

/// <summary>A test that mounts a file system, which only root may; for others it counts as skipped.</summary>
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (Environment.UserName != "root")
        {
            Skip = "Only root may mount a small disk.";
        }
    }
}
