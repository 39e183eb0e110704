using System.Security.Cryptography;
using System.Text;

namespace Faultline.Engines.Processes;

/// <summary>
/// The cgroups that an engine may make: in the v2 hierarchy to find and kill a tree as one, and in that of the cpu
/// controller to limit it. Where none may be made there are none.
/// </summary>
internal sealed class Cgroups
{
    private readonly string? unified;
    private readonly string? cpu;

    /// <summary>Looks where it may make some: below the server's own cgroup if possible, else at the top.</summary>
    public Cgroups(string owner)
    {
        var name = $"faultline-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(owner)))[..16]}";
        var (v2, v1) = Hierarchies();
        unified = v2.Select(folder => Path.Combine(folder, name)).FirstOrDefault(MayMake);
        cpu = v1.Select(folder => Path.Combine(folder, name)).FirstOrDefault(MayMake);
    }

    private Cgroups()
    {
    }

    /// <summary>As where none may be made.</summary>
    public static Cgroups None { get; } = new();

    /// <summary>Whether there is a hierarchy by which a tree is found and killed as one.</summary>
    public bool CanGroup => unified is not null;

    /// <summary>Whether there is one of the cpu controller.</summary>
    public bool CanLimit => cpu is not null;

    /// <summary>The cgroup of a tree, new or as it was left; null where there is none.</summary>
    public Cgroup? Make(string key, double? cpus)
    {
        var name = Uri.EscapeDataString(key);
        var folders = new List<string>();
        foreach (var parent in new[] { unified, cpus is null ? null : cpu })
        {
            if (parent is not null && Try(() => Directory.CreateDirectory(Path.Combine(parent, name))))
            {
                folders.Add(Path.Combine(parent, name));
            }
        }

        if (folders.Count == 0)
        {
            return null;
        }

        if (cpus is not null && unified is not null)
        {
            Cgroup.Write(Path.GetDirectoryName(unified)!, "cgroup.subtree_control", "+cpu");
            Cgroup.Write(unified, "cgroup.subtree_control", "+cpu");
        }

        var group = new Cgroup(folders);
        if (cpus is { } limit)
        {
            group.Limit(limit);
        }

        return group;
    }

    /// <summary>The cgroup that an earlier server made for a tree; null if there is none.</summary>
    public Cgroup? Find(string key)
    {
        var name = Uri.EscapeDataString(key);
        var folders = Parents().Select(parent => Path.Combine(parent, name)).Where(Directory.Exists).ToList();
        return folders.Count == 0 ? null : new(folders);
    }

    /// <summary>
    /// Removes the cgroups of all but these trees. Says whether all have gone: one that a process is still in does not.
    /// </summary>
    public bool Sweep(IReadOnlySet<string> keys)
    {
        var all = true;
        foreach (var parent in Parents().Where(Directory.Exists))
        {
            foreach (var folder in Directory.GetDirectories(parent))
            {
                if (!keys.Contains(Uri.UnescapeDataString(Path.GetFileName(folder))))
                {
                    Cgroup.Write(folder, "cgroup.kill", "1");
                    all &= Try(() => Directory.Delete(folder));
                }
            }

            if (keys.Count == 0)
            {
                all &= Try(() => Directory.Delete(parent));
            }
        }

        return all;
    }

    private IEnumerable<string> Parents() => new[] { unified, cpu }.OfType<string>();

    /// <summary>The server's own cgroup and the top, in the v2 hierarchy and in that of v1's cpu.</summary>
    private static (IReadOnlyList<string> V2, IReadOnlyList<string> V1) Hierarchies()
    {
        var own = File.ReadAllLines("/proc/self/cgroup").Select(line => line.Split(':', 3)).ToList();
        var (v2, v1) = (new List<string>(), new List<string>());
        foreach (var line in File.ReadAllLines("/proc/self/mountinfo"))
        {
            // 36 35 0:30 /root /mount/point rw,relatime ... - cgroup2 source options
            var parts = line.Split(" - ", 2);
            var (place, kind) = (parts[0].Split(' '), parts[^1].Split(' '));
            if (kind[0] == "cgroup2")
            {
                Add(v2, place[4], own.Find(path => path[0] == "0"));
            }
            else if (kind[0] == "cgroup" && kind[^1].Split(',').Contains("cpu"))
            {
                Add(v1, place[4], own.Find(path => path[1].Split(',').Contains("cpu")));
            }
        }

        return (v2, v1);
    }

    private static void Add(List<string> folders, string mount, string[]? own)
    {
        if (own is { Length: 3 } && own[2] is not "/" && Directory.Exists(mount + own[2]))
        {
            folders.Add(mount + own[2]);
        }

        folders.Add(mount);
    }

    private static bool MayMake(string folder)
    {
        if (Directory.Exists(folder))
        {
            return true;
        }

        var made = Try(() => Directory.CreateDirectory(folder));
        Try(() => Directory.Delete(folder));
        return made;
    }

    private static bool Try(Action act)
    {
        try
        {
            act();
            return true;
        }
        catch (Exception why) when (why is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
