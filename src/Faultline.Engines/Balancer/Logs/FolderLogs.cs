using Faultline.Kernel;

namespace Faultline.Engines.Balancer.Logs;

/// <summary>Files of logs under a folder, which is made with the first of them.</summary>
public sealed class FolderLogs(string root) : ILogFiles
{
    private const string Unfinished = ".part";

    private readonly string root = Path.GetFullPath(root);

    public void Put(string path, ReadOnlySpan<byte> bytes)
    {
        var full = Path.GetFullPath(Path.Combine(root, path));
        if (!full.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new InvariantBroken($"The log {path} would lie outside of its folder.");
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            using (var file = File.Create(full + Unfinished))
            {
                file.Write(bytes);
            }

            File.Move(full + Unfinished, full, overwrite: true);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new IOException($"The log {full} may not be written.", refused);
        }
    }
}
