using System.Text;
using System.Text.RegularExpressions;
using Faultline.Store;

namespace Faultline.Cloud;

/// <summary>
/// Templates that somebody put here, for whoever names one by its address: stacks within stacks, and templates longer
/// than a call may carry. In AWS they lie in S3.
/// </summary>
internal sealed partial class TemplateShelf(string folder)
{
    /// <summary>The name follows.</summary>
    public const string Path = "/_faultline/templates/";

    /// <summary>"Template body size in an Amazon S3 object: 1 MB" (CloudFormation quotas).</summary>
    public const int BytesMax = 1_000_000;

    /// <summary>One folder, no hidden files, and no name that could lead out of it.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    public IReadOnlyList<string> Names => Directory.Exists(folder)
        ? [.. new DirectoryInfo(folder).EnumerateFiles().Select(file => file.Name).Where(IsName)
            .Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Keeps a template, in the place of one of that name. On the disk once this returns.</summary>
    public void Put(string name, ReadOnlySpan<byte> template)
    {
        Directory.CreateDirectory(folder);
        PrivateFile.Write(FileOf(name), template);
        new FileDisk(folder).SyncFolder("");
    }

    /// <summary>Its text; null where there is none of that name.</summary>
    public string? Read(string name) =>
        IsName(name) && File.Exists(FileOf(name)) ? File.ReadAllText(FileOf(name), Encoding.UTF8) : null;

    /// <summary>
    /// The text at an address; null where that is none of ours. By which name we are reached is not looked at: an
    /// instance knows us by another one than whoever wrote the template.
    /// </summary>
    public string? ReadAt(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.AbsolutePath.StartsWith(Path, StringComparison.Ordinal)
            ? Read(uri.AbsolutePath[Path.Length..])
            : null;

    /// <summary>False where there is none.</summary>
    public bool Remove(string name)
    {
        if (!IsName(name) || !File.Exists(FileOf(name)))
        {
            return false;
        }

        File.Delete(FileOf(name));
        return true;
    }

    public void Clear()
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string FileOf(string name) => System.IO.Path.Combine(folder, name);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}(?<!\.new)\z")]
    private static partial Regex Name();
}
