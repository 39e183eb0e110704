namespace Faultline.Whole;

/// <summary>Where things lie in the repository that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The script that a user runs; it execs the binary, so its process is the server.</summary>
    public static string Faultline => Path.Combine(Root, "faultline");

    public static string Clients => Path.Combine(Root, "tests", "Faultline.Whole", "clients");

    private static string FindRoot()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Faultline.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ??
                throw new InvalidOperationException("Faultline.slnx is nowhere above.");
        }

        return folder;
    }
}
