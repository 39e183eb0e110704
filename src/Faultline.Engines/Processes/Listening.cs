using System.Buffers.Binary;
using System.Buffers.Text;
using System.Net;
using System.Text;

namespace Faultline.Engines.Processes;

/// <summary>Where somebody listens on this machine, and which tree it is.</summary>
internal sealed class Listening(ProcFiles files)
{
    private const int ListenState = 0x0A;

    private readonly List<Row> rows = [];
    private Dictionary<long, Tree?> holders = [];
    private Dictionary<long, Tree?> holdersBefore = [];

    /// <summary>An address as a number: version 4 within version 6, as sockets of both kinds are compared.</summary>
    public static UInt128 Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.MapToIPv6().TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    /// <summary>
    /// The ports of each tree that has any. Who holds a socket that is not of a tree's address is looked up once; what
    /// no tree held is looked up again when the trees have new members.
    /// </summary>
    public Dictionary<Tree, SortedSet<int>> Look(IReadOnlyCollection<Tree> trees, bool hasNewMembers)
    {
        rows.Clear();
        Read("/proc/net/tcp\0"u8);
        Read("/proc/net/tcp6\0"u8);
        (holders, holdersBefore) = (holdersBefore, holders);
        holders.Clear();
        var ports = new Dictionary<Tree, SortedSet<int>>();
        var open = new List<Row>();
        foreach (var row in rows)
        {
            var isOnesOwn = false;
            foreach (var tree in trees.Where(tree => tree.Address == row.Address))
            {
                isOnesOwn = true;
                Add(ports, tree, row.Port);
            }

            if (isOnesOwn)
            {
                continue;
            }

            if (holdersBefore.TryGetValue(row.Inode, out var holder) && (holder is not null || !hasNewMembers))
            {
                holders[row.Inode] = holder;
            }
            else
            {
                open.Add(row);
            }
        }

        LookUp(open, trees);
        foreach (var row in rows)
        {
            if (holders.GetValueOrDefault(row.Inode) is { HasEnded: false } tree
                && (tree.Address is null || IsEvery(row.Address)))
            {
                Add(ports, tree, row.Port);
            }
        }

        return ports;
    }

    private static void Add(Dictionary<Tree, SortedSet<int>> ports, Tree tree, int port)
    {
        if (!ports.TryGetValue(tree, out var of))
        {
            ports.Add(tree, of = []);
        }

        of.Add(port);
    }

    private static bool IsEvery(UInt128 address) => address == 0 || address == (UInt128)0xFFFF_0000_0000;

    private void LookUp(List<Row> open, IReadOnlyCollection<Tree> trees)
    {
        if (open.Count == 0)
        {
            return;
        }

        foreach (var row in open)
        {
            holders[row.Inode] = null;
        }

        foreach (var tree in trees)
        {
            foreach (var pid in tree.Members.Where(member => !member.Value.IsDead).Select(member => member.Key))
            {
                Sockets(pid, inode =>
                {
                    if (holders.TryGetValue(inode, out var holder) && holder is null)
                    {
                        holders[inode] = tree;
                    }
                });
            }
        }
    }

    private static void Sockets(int pid, Action<long> hear)
    {
        Span<byte> path = stackalloc byte[64];
        Span<byte> target = stackalloc byte[64];
        try
        {
            foreach (var descriptor in ProcFiles.Numbers($"/proc/{pid}/fd"))
            {
                ProcFiles.PathOf(pid, Encoding.ASCII.GetBytes($"fd/{descriptor}"), path);
                var length = Posix.ReadLink(path, target);
                if (length > 8
                    && target.StartsWith("socket:["u8)
                    && Utf8Parser.TryParse(target[8..length], out long inode, out _))
                {
                    hear(inode);
                }
            }
        }
        catch (IOException)
        {
            // It has ended meanwhile.
        }
        catch (UnauthorizedAccessException)
        {
            // It has taken another user's rights: its ports are not ours to see.
        }
    }

    /// <summary>
    /// Takes the rows that listen. They come first, so the connections of a busy machine are not read.
    /// </summary>
    private void Read(ReadOnlySpan<byte> path)
    {
        var text = files.ReadStart(path, static text => !EndsInRowsThatListen(text));
        var isHeading = true;
        foreach (var range in text.Split((byte)'\n'))
        {
            if (!isHeading && Parse(text[range]) is { } row)
            {
                rows.Add(row);
            }

            isHeading = false;
        }
    }

    /// <summary>Whether there may be more to come: the last whole row still listens.</summary>
    private static bool EndsInRowsThatListen(ReadOnlySpan<byte> text)
    {
        var end = text.LastIndexOf((byte)'\n');
        var line = end < 0 ? default : text[..end];
        var before = line.LastIndexOf((byte)'\n');
        return before < 0 || Parse(line[(before + 1)..]) is not null;
    }

    /// <summary>
    /// Reads a row such as <c>0: 0100007F:1F90 00000000:0000 0A ... 1000 0 38115</c>; null if none listens.
    /// </summary>
    private static Row? Parse(ReadOnlySpan<byte> line)
    {
        Span<Range> fields = stackalloc Range[11];
        var count = 0;
        for (var at = 0; at < line.Length && count < fields.Length; at++)
        {
            if (line[at] != ' ')
            {
                var length = line[at..].IndexOf((byte)' ');
                var end = length < 0 ? line.Length : at + length;
                fields[count++] = at..end;
                at = end;
            }
        }

        if (count < 10
            || !Utf8Parser.TryParse(line[fields[3]], out byte state, out _, 'x')
            || state != ListenState
            || !Utf8Parser.TryParse(line[fields[9]], out long inode, out _))
        {
            return null;
        }

        var local = line[fields[1]];
        var colon = local.IndexOf((byte)':');
        Span<byte> address = stackalloc byte[16];
        for (var word = 0; word < colon / 8; word++)
        {
            // A word is printed as this machine's number, whatever the order of its bytes is.
            _ = Utf8Parser.TryParse(local.Slice(word * 8, 8), out uint value, out _, 'x');
            BitConverter.TryWriteBytes(address[(word * 4)..], value);
        }

        _ = Utf8Parser.TryParse(local[(colon + 1)..], out ushort port, out _, 'x');
        return new(Number(new IPAddress(address[..(colon / 2)])), port, inode);
    }

    private readonly record struct Row(UInt128 Address, int Port, long Inode);
}
