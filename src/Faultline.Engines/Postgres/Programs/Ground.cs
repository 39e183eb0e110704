using System.Security.Cryptography;
using System.Text;

namespace Faultline.Engines.Postgres.Programs;

/// <summary>
/// Where servers and their archives lie: in the folder that we were given or, where the servers' user cannot get
/// there, in one that stands for it.
/// </summary>
internal sealed class Ground
{
    private const UnixFileMode Passed =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string NameFile = "name";

    /// <summary>The folders whose files somebody wants to have.</summary>
    private static readonly string[] Kept = ["servers", "archives", "backups"];

    private readonly string home;

    private Ground(string home, string path) => (this.home, Path) = (home, path);

    public string Path { get; }

    /// <summary>Another folder than the one that we were given.</summary>
    public bool IsElsewhere => Path != home;

    /// <param name="elsewhere">Where folders that stand for others may be made.</param>
    public static Ground Open(string folder, ServerUser? user, string elsewhere)
    {
        folder = System.IO.Path.GetFullPath(folder);
        Directory.CreateDirectory(folder, user is null ? Own : Passed);
        if (user is null || LetsThrough(folder, user))
        {
            return new(folder, folder);
        }

        // Both have the same random name in them: another life of the state folder finds nothing of an earlier one.
        var mark = System.IO.Path.Combine(folder, NameFile);
        if (!File.Exists(mark))
        {
            Servers.Written.Whole(mark, RandomNumberGenerator.GetBytes(16), null);
        }

        var other = Other(folder, elsewhere);
        var copy = System.IO.Path.Combine(other, NameFile);
        var name = File.ReadAllBytes(mark);
        if (!File.Exists(copy) || !File.ReadAllBytes(copy).AsSpan().SequenceEqual(name))
        {
            Servers.Written.Remove(other);
            if (!Directory.Exists(elsewhere))
            {
                Directory.CreateDirectory(elsewhere);
                File.SetUnixFileMode(elsewhere, Passed);
            }

            Directory.CreateDirectory(other, Passed);
            File.SetUnixFileMode(other, Passed);
            Servers.Written.Whole(copy, name, null);
        }

        return new(folder, other);
    }

    /// <summary>The folder that stands for another one, where that cannot be got to.</summary>
    public static string Other(string folder, string elsewhere) => System.IO.Path.Combine(
        elsewhere, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(folder)))[..16]);

    /// <summary>Makes a folder in it that the servers' user passes through, and cannot change.</summary>
    public string Make(string name)
    {
        var folder = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(folder);
        File.SetUnixFileMode(folder, Passed);
        return folder;
    }

    /// <summary>Leaves nothing elsewhere once no server, archive or backup is there.</summary>
    public void Leave()
    {
        if (IsElsewhere && Kept.All(name => IsEmpty(System.IO.Path.Combine(Path, name))))
        {
            Servers.Written.Remove(Path);
            File.Delete(System.IO.Path.Combine(home, NameFile));
        }
    }

    private static bool IsEmpty(string folder) =>
        !Directory.Exists(folder) || !Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Any();

    /// <summary>Whether the user gets from the root to the folder.</summary>
    private static bool LetsThrough(string folder, ServerUser user)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            // Who owns it is not asked: what only its group or owner passes is seldom the servers' user's.
            if (!at.UnixFileMode.HasFlag(UnixFileMode.OtherExecute) || at.LinkTarget is not null)
            {
                return false;
            }
        }

        return user.Uid != 0;
    }
}
