using System.Buffers.Text;

namespace Faultline.Engines.Processes;

/// <summary>Adds up what the processes of a tree use.</summary>
internal static class Usage
{
    /// <summary>
    /// Takes over what a look found, and forgets who has gone: what they used is either in their parent's figures, if
    /// that is one of the tree, or kept here. Memory and files are read if asked for.
    /// </summary>
    public static TreeUsage Take(Tree tree, ProcessTable table, ProcFiles files, bool withMemory, bool withFiles)
    {
        foreach (var (pid, member) in tree.Members)
        {
            if (table.TryFind(pid, out var row) && row.Start == member.Start)
            {
                member.Parent = row.Parent;
                member.IsDead = row.IsDead;
                member.Cpu = TimeSpan.FromSeconds((double)row.CpuTicks / Posix.TicksPerSecond);
                Read(pid, member, files, withMemory, withFiles);
                continue;
            }

            tree.Members.Remove(pid);
            if (!tree.Members.ContainsKey(member.Parent))
            {
                tree.CpuOfGone += member.Cpu;
                tree.ReadByGone += member.Read;
                tree.WrittenByGone += member.Written;
            }
        }

        var usage = new TreeUsage(0, tree.CpuOfGone, 0, tree.ReadByGone, tree.WrittenByGone);
        var shared = 0L;
        foreach (var member in tree.Members.Values)
        {
            shared = Math.Max(shared, member.Shared);
            usage = new(
                usage.Processes + (member.IsDead ? 0 : 1),
                usage.Cpu + member.Cpu,
                usage.MemoryBytes + member.Alone,
                usage.ReadBytes + member.Read,
                usage.WrittenBytes + member.Written);
        }

        // Who left without telling its parent is in nobody's figures: what was used once is never taken back.
        var before = tree.View.Usage;
        return new(
            usage.Processes,
            usage.Cpu > before.Cpu ? usage.Cpu : before.Cpu,
            usage.MemoryBytes + shared,
            Math.Max(usage.ReadBytes, before.ReadBytes),
            Math.Max(usage.WrittenBytes, before.WrittenBytes))
        {
            Idle = before.Idle,
        };
    }

    private static void Read(int pid, Tree.Member member, ProcFiles files, bool withMemory, bool withFiles)
    {
        if (member.IsDead)
        {
            (member.Alone, member.Shared) = (0, 0);
            return;
        }

        if (withMemory)
        {
            // In pages: size, resident, and of the resident what files and shared memory are.
            var text = files.ReadLine(pid, "statm"u8);
            var (resident, shared) = (Number(text, 1), Number(text, 2));
            member.Alone = (resident - shared) * Environment.SystemPageSize;
            member.Shared = shared * Environment.SystemPageSize;
        }

        if (withFiles)
        {
            var text = files.ReadLine(pid, "io"u8);
            member.Read = Math.Max(member.Read, Named(text, "\nread_bytes: "u8));
            member.Written = Math.Max(member.Written, Named(text, "\nwrite_bytes: "u8));
        }
    }

    private static long Number(ReadOnlySpan<byte> text, int field)
    {
        for (; field > 0; field--)
        {
            text = text[(text.IndexOf((byte)' ') + 1)..];
        }

        return Utf8Parser.TryParse(text, out long number, out _) ? number : 0;
    }

    private static long Named(ReadOnlySpan<byte> text, ReadOnlySpan<byte> name)
    {
        var at = text.IndexOf(name);
        return at >= 0 && Utf8Parser.TryParse(text[(at + name.Length)..], out long number, out _) ? number : 0;
    }
}
