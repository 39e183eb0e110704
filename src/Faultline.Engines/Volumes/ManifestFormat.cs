using System.Security.Cryptography;
using System.Text;

namespace Faultline.Engines.Volumes;

/// <summary>
/// A manifest as bytes: a line with the version, the entries, and a SHA-256 of all that. What is read is checked as if
/// a stranger had written it, since restoring makes files where it says.
/// </summary>
internal static class ManifestFormat
{
    private const byte Stored = 1;
    private const byte Zeros = 2;

    private static readonly UTF8Encoding Text = new(false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> Title => "faultline snapshot 1\n"u8;

    public static byte[] Write(Manifest manifest)
    {
        using var bytes = new MemoryStream();
        using var into = new BinaryWriter(bytes, Text);
        into.Write(Title);
        into.Write7BitEncodedInt(manifest.Facts.ChunksWritten);
        into.Write7BitEncodedInt(manifest.Entries.Count);
        foreach (var entry in manifest.Entries)
        {
            Write(into, entry);
        }

        into.Flush();
        into.Write(SHA256.HashData(bytes.GetBuffer().AsSpan(0, (int)bytes.Length)));
        into.Flush();
        return bytes.ToArray();
    }

    /// <summary>Fails with a <see cref="FormatException"/> that says what is wrong, as the end of a sentence.</summary>
    public static Manifest Read(byte[] bytes)
    {
        var content = bytes.AsSpan(0, Math.Max(0, bytes.Length - SHA256.HashSizeInBytes));
        if (!content.StartsWith(Title))
        {
            throw new FormatException(
                content.StartsWith(Title[..^2]) ? "is of a version that is not known here" : "is no manifest");
        }

        if (!SHA256.HashData(content).AsSpan().SequenceEqual(bytes.AsSpan(content.Length)))
        {
            throw new FormatException("differs from its checksum");
        }

        using var from = new BinaryReader(new MemoryStream(bytes, 0, content.Length), Text);
        from.BaseStream.Position = Title.Length;
        try
        {
            var written = from.Read7BitEncodedInt();
            var entries = new List<ManifestEntry>();
            var folders = new HashSet<string>();
            var paths = new HashSet<string>();
            for (var left = from.Read7BitEncodedInt(); left > 0; left--)
            {
                var entry = ReadEntry(from);
                Check(entry, folders, paths);
                entries.Add(entry);
            }

            return from.BaseStream.Position == content.Length && folders.Contains("")
                ? new(entries, written)
                : throw new FormatException("does not end where it should");
        }
        catch (Exception cause) when (cause is EndOfStreamException or ArgumentException or OverflowException)
        {
            throw new FormatException("cannot be read", cause);
        }
    }

    private static void Write(BinaryWriter into, ManifestEntry entry)
    {
        into.Write((byte)entry.Kind);
        into.Write(entry.Path);
        into.Write7BitEncodedInt(entry.Mode);
        into.Write(entry.Changed);
        switch (entry.Kind)
        {
            case EntryKind.Symlink:
                into.Write(entry.Target);
                break;
            case EntryKind.File:
                into.Write7BitEncodedInt64(entry.Length);
                Write(into, entry.Chunks);
                break;
        }
    }

    private static void Write(BinaryWriter into, IReadOnlyList<ChunkName> chunks)
    {
        Span<byte> name = stackalloc byte[ChunkName.Bytes];
        for (var i = 0; i < chunks.Count;)
        {
            if (!chunks[i].IsZeros)
            {
                into.Write(Stored);
                chunks[i++].Write(name);
                into.Write(name);
                continue;
            }

            var begin = i;
            while (i < chunks.Count && chunks[i].IsZeros)
            {
                i++;
            }

            into.Write(Zeros);
            into.Write7BitEncodedInt(i - begin);
        }
    }

    private static ManifestEntry ReadEntry(BinaryReader from)
    {
        var entry = new ManifestEntry(Kind: (EntryKind)from.ReadByte(), Path: from.ReadString())
        {
            Mode = from.Read7BitEncodedInt(),
            Changed = from.ReadInt64(),
        };
        switch (entry.Kind)
        {
            case EntryKind.Folder:
                return entry;
            case EntryKind.Symlink:
                return entry with { Target = from.ReadString() };
            case EntryKind.File:
                var length = from.Read7BitEncodedInt64();
                return entry with { Length = length, Chunks = ReadChunks(from, length) };
            default:
                throw new FormatException($"holds a thing of kind {(int)entry.Kind}");
        }
    }

    private static List<ChunkName> ReadChunks(BinaryReader from, long length)
    {
        var count = length < 0 ? -1 : Manifest.ChunksIn(length);
        var chunks = new List<ChunkName>();
        while (chunks.Count < count)
        {
            switch (from.ReadByte())
            {
                case Stored:
                    chunks.Add(ChunkName.Read(from.ReadBytes(ChunkName.Bytes)));
                    break;
                case Zeros when from.Read7BitEncodedInt() is > 0 and var run && run <= count - chunks.Count:
                    chunks.AddRange(Enumerable.Repeat(default(ChunkName), run));
                    break;
                default:
                    throw new FormatException("holds no such chunk");
            }
        }

        return count < 0 ? throw new FormatException("holds a file of no length") : chunks;
    }

    private static void Check(ManifestEntry entry, HashSet<string> folders, HashSet<string> paths)
    {
        var path = entry.Path;
        var parent = path.LastIndexOf('/') is >= 0 and var slash ? path[..slash] : "";
        var isRoot = path.Length == 0 && entry.Kind == EntryKind.Folder;
        var leadsOut = path.Contains('\0') || path.Split('/').Any(part => part is "" or "." or "..");
        if (!paths.Add(path) || (!isRoot && (leadsOut || !folders.Contains(parent))))
        {
            throw new FormatException($"holds the path '{path}', which leads out of the volume or is there twice");
        }

        if (entry.Mode is < 0 or > 0xFFF || entry.Target.Contains('\0') ||
            (entry.Kind == EntryKind.Symlink && entry.Target.Length == 0))
        {
            throw new FormatException($"says of '{path}' what cannot be");
        }

        if (entry.Kind == EntryKind.Folder)
        {
            folders.Add(path);
        }
    }
}
