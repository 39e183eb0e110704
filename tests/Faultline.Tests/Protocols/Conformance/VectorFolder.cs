using System.Runtime.CompilerServices;

namespace Faultline.Tests.Protocols.Conformance;

/// <summary>Where the public protocol test vectors lie, if they are on this machine.</summary>
internal static class VectorFolder
{
    public const string Variable = "FAULTLINE_CONFORMANCE";

    public static string? Path { get; } = Find();

    /// <summary>The text of one file, as in <c>input/json.json</c>; null where it is not there.</summary>
    public static string? Text(string file) =>
        Path is null || !File.Exists(System.IO.Path.Combine(Path, "protocols", file))
            ? null
            : File.ReadAllText(System.IO.Path.Combine(Path, "protocols", file));

    private static string? Find([CallerFilePath] string here = "")
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return Directory.Exists(named) ? named : null;
        }

        for (var at = System.IO.Path.GetDirectoryName(here); at is not null; at = System.IO.Path.GetDirectoryName(at))
        {
            var folder = System.IO.Path.Combine(at, "shared", "conformance");
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        return null;
    }
}

/// <summary>A theory over the public vectors, shown as skipped where they are not on this machine.</summary>
internal sealed class VectorTheoryAttribute : TheoryAttribute
{
    public VectorTheoryAttribute() =>
        Skip = VectorFolder.Path is null
            ? $"The public vectors are not here; {VectorFolder.Variable} may name their folder."
            : null;
}
