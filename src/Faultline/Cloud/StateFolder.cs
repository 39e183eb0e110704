using System.Globalization;
using System.Security.Cryptography;
using Faultline.Store;

namespace Faultline.Cloud;

/// <summary>
/// The folder that holds everything the server keeps, held by one server at a time: its format, the master secret, and a
/// folder for each region. Whatever makes it unusable is found before anything in it is touched.
/// </summary>
internal sealed class StateFolder : IDisposable
{
    /// <summary>The form of the whole folder. A server of an older form leaves a newer folder alone.</summary>
    private const int Format = 1;

    private const string FormatName = "format";
    private const string LockName = "lock";
    private const string SecretName = "secret";
    private const string RegionsName = "regions";
    private const string DroppedName = "dropped";
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string path;
    private readonly FileStream held;

    private StateFolder(string path, FileStream held) => (this.path, this.held) = (path, held);

    public static StateFolder Open(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                CheckFormat(path);
            }
            else
            {
                Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
            }

            var folder = new StateFolder(path, Hold(path));
            folder.Prepare();
            return folder;
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new StateUnusable(
                $"The state folder {path} cannot be used: {refused.Message} Mend that, or choose another with --state.",
                refused);
        }
    }

    public IReadOnlyList<string> Regions()
    {
        var regions = Path.Combine(path, RegionsName);
        return Directory.Exists(regions)
            ? [.. Directory.GetDirectories(regions).Select(each => Path.GetFileName(each)).Order(StringComparer.Ordinal)]
            : [];
    }

    public IDisk DiskOf(string region) => new FileDisk(Path.Combine(path, RegionsName, region));

    /// <summary>What sessions are sealed with: made once, for the owner's eyes only.</summary>
    public byte[] MasterSecret()
    {
        const int Bytes = 32;
        var file = Path.Combine(path, SecretName);
        if (File.Exists(file) && File.ReadAllBytes(file) is { Length: Bytes } kept)
        {
            return kept;
        }

        var made = RandomNumberGenerator.GetBytes(Bytes);
        Write(file, made);
        return made;
    }

    /// <summary>Every region goes at once: first out of the way, so that a crash leaves all of them or none.</summary>
    public void DropRegions()
    {
        var regions = Path.Combine(path, RegionsName);
        if (Directory.Exists(regions))
        {
            Directory.Move(regions, Path.Combine(path, DroppedName));
            Directory.Delete(Path.Combine(path, DroppedName), recursive: true);
        }
    }

    public void Dispose() => held.Dispose();

    private static void CheckFormat(string path)
    {
        var file = Path.Combine(path, FormatName);
        if (File.Exists(file)
            && int.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out var format)
            && format > Format)
        {
            throw new StateUnusable(
                $"The state folder {path} has format {format}, and this version knows up to {Format}: "
                + "use the version that wrote it, or choose another folder with --state.");
        }
    }

    private static FileStream Hold(string path)
    {
        try
        {
            // .NET locks a file that it opens for nobody else; the system lets go of it when the process ends in any way.
            return new(Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException taken) when (taken is not (FileNotFoundException or DirectoryNotFoundException))
        {
            throw new StateUnusable(
                $"Another server holds the state folder {path}: stop it with `faultline down --state {path}`, "
                + "or choose another folder with --state.",
                taken);
        }
    }

    private static void Write(string file, byte[] bytes)
    {
        var beside = file + ".new";
        File.Delete(beside);
        using (var stream = new FileStream(beside, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
        }))
        {
            stream.Write(bytes);
            stream.Flush(flushToDisk: true);
        }

        File.Move(beside, file, overwrite: true);
    }

    private void Prepare()
    {
        var format = Path.Combine(path, FormatName);
        if (!File.Exists(format))
        {
            Write(format, "1"u8.ToArray());
        }

        var dropped = Path.Combine(path, DroppedName);
        if (Directory.Exists(dropped))
        {
            Directory.Delete(dropped, recursive: true);
        }
    }
}
