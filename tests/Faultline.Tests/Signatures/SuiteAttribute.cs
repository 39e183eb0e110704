namespace Faultline.Tests.Signatures;

/// <summary>
/// A test over the public suite of signature version 4: skipped, and it says so, where the suite is absent.
/// </summary>
public sealed class SuiteAttribute : TheoryAttribute
{
    public SuiteAttribute()
    {
        if (Suite.Folder is null)
        {
            Skip = "The public SigV4 suite is not there: shared/conformance/sigv4 beside the repository.";
        }
    }
}

internal static class Suite
{
    public static string? Folder
    {
        get
        {
            for (var at = new DirectoryInfo(AppContext.BaseDirectory); at is not null; at = at.Parent)
            {
                var folder = Path.Combine(at.FullName, "shared", "conformance", "sigv4");
                if (Directory.Exists(folder))
                {
                    return folder;
                }
            }

            return null;
        }
    }
}
