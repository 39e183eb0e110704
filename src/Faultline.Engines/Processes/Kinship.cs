using System.Text;

namespace Faultline.Engines.Processes;

/// <summary>
/// Says whose each process is: a tree's members of before stay its; new ones belong where their session, their parent,
/// their cgroup or the mark in their environment belongs.
/// </summary>
internal sealed class Kinship(string owner, ProcFiles files)
{
    public const string Variable = "FAULTLINE_TREE";

    private readonly byte[] mark = Encoding.UTF8.GetBytes($"{Variable}={Uri.EscapeDataString(owner)}/");
    private readonly int session = ProcessTable.Find(files, Environment.ProcessId)?.Session ?? 0;
    private Dictionary<int, (long Start, string? Key)> marks = [];
    private Dictionary<int, (long Start, string? Key)> marksBefore = [];

    /// <summary>Whether a tree has got a member since this was last set to false.</summary>
    public bool HasNewMembers { get; set; }

    /// <summary>The value of the variable that marks a tree's processes.</summary>
    public static string MarkOf(string owner, string key) =>
        $"{Uri.EscapeDataString(owner)}/{Uri.EscapeDataString(key)}";

    /// <summary>
    /// Brings the members of the trees up to the table. Gives the keys of marked processes that belong to no tree.
    /// </summary>
    public IReadOnlyList<string> Sort(ProcessTable table, IReadOnlyCollection<Tree> trees)
    {
        var owners = new Dictionary<int, Tree?>();
        var sessions = new Dictionary<int, Tree>();
        foreach (var tree in trees)
        {
            Keep(table, tree, owners, sessions);
        }

        // What the environments said is kept for the processes that are still there, and forgotten with the others.
        (marks, marksBefore) = (marksBefore, marks);
        marks.Clear();
        var byKey = trees.ToDictionary(tree => tree.Key, StringComparer.Ordinal);
        var unknown = new List<string>();
        var way = new List<ProcessRow>();
        foreach (var row in table.Rows)
        {
            if (!owners.ContainsKey(row.Pid))
            {
                Resolve(row, table, owners, sessions, byKey, unknown, way);
            }
        }

        return unknown;
    }

    private void Keep(
        ProcessTable table, Tree tree, Dictionary<int, Tree?> owners, Dictionary<int, Tree> sessions)
    {
        if (tree.Group is { } group)
        {
            Gather(table, tree, group);
        }

        foreach (var (pid, member) in tree.Members)
        {
            if (table.TryFind(pid, out var row) && row.Start == member.Start)
            {
                owners[pid] = tree;
                if (row.Session != session && row.Session != 0)
                {
                    sessions[row.Session] = tree;
                }
            }
        }
    }

    /// <summary>
    /// The two are to know the same: what the root had started before it came into its cgroup follows it there.
    /// </summary>
    private void Gather(ProcessTable table, Tree tree, Cgroup group)
    {
        var grouped = group.Processes(files);
        foreach (var pid in grouped)
        {
            if (table.TryFind(pid, out var row))
            {
                Join(tree, row);
            }
        }

        foreach (var (pid, member) in tree.Members)
        {
            if (!grouped.Contains(pid) && table.TryFind(pid, out var row) && row.Start == member.Start && !row.IsDead)
            {
                group.Add(pid);
            }
        }
    }

    /// <summary>
    /// Goes up from a process to the first whose tree is known, and says it of all on the way. (A table is not of one
    /// moment: ids that were given anew meanwhile could lead round in a circle.)
    /// </summary>
    private void Resolve(
        ProcessRow row,
        ProcessTable table,
        Dictionary<int, Tree?> owners,
        Dictionary<int, Tree> sessions,
        Dictionary<string, Tree> byKey,
        List<string> unknown,
        List<ProcessRow> way)
    {
        way.Clear();
        Tree? tree = null;
        for (var at = row; ;)
        {
            way.Add(at);
            if (sessions.TryGetValue(at.Session, out tree)
                || owners.TryGetValue(at.Parent, out tree)
                || !table.TryFind(at.Parent, out at)
                || way.Count > table.Rows.Count)
            {
                break;
            }
        }

        for (var i = way.Count - 1; i >= 0; i--)
        {
            var at = way[i];
            if (tree is null && KeyOf(at) is { } key && !byKey.TryGetValue(key, out tree))
            {
                unknown.Add(key);
            }

            owners[at.Pid] = tree;
            if (tree is not null)
            {
                Join(tree, at);
            }
        }
    }

    private void Join(Tree tree, ProcessRow row) =>
        HasNewMembers |= tree.Members.TryAdd(row.Pid, new(row.Start));

    /// <summary>The key in the mark of a process that bears ours. An environment is read once.</summary>
    private string? KeyOf(ProcessRow row)
    {
        if (!marksBefore.TryGetValue(row.Pid, out var known) || known.Start != row.Start)
        {
            known = (row.Start, Mark(files.Read(row.Pid, "environ"u8)));
        }

        marks[row.Pid] = known;
        return known.Key;
    }

    private string? Mark(ReadOnlySpan<byte> environment)
    {
        while (!environment.IsEmpty)
        {
            var end = environment.IndexOf((byte)0);
            var variable = end < 0 ? environment : environment[..end];
            if (variable.StartsWith(mark))
            {
                return Uri.UnescapeDataString(Encoding.UTF8.GetString(variable[mark.Length..]));
            }

            environment = end < 0 ? default : environment[(end + 1)..];
        }

        return null;
    }
}
