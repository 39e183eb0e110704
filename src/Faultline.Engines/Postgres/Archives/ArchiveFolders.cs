using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Faultline.Engines.Postgres.Programs;
using Faultline.Engines.Postgres.Servers;
using Faultline.Engines.Volumes;
using Faultline.Kernel;

namespace Faultline.Engines.Postgres.Archives;

/// <summary>
/// The archives of a region: a folder each, into which servers copy their log piece by piece, and beside it what is
/// known of how far it goes.
/// </summary>
internal sealed class ArchiveFolders
{
    private const string Extension = ".json";
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>How much more than what is on the disk is known at most, where nothing but time went by.</summary>
    private static readonly TimeSpan AheadMax = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Keeps a piece of the log for good: where it is, its name, the archive. Done twice it is the same; another
    /// content under a name that is there is refused. What a writer left half written is not needed: the one after it
    /// begins with a copy of it.
    /// </summary>
    private const string KeepScript = """
        set -eu
        case $2 in *.partial) exit 0 ;; esac
        if [ -e "$3/$2" ]; then exec cmp -s "$1" "$3/$2"; fi
        new=$3/.$2.$$
        trap 'rm -f "$new"' EXIT
        cp "$1" "$new"
        sync "$new"
        mv "$new" "$3/$2"
        sync "$3"
        """;

    /// <summary>
    /// Gives a piece back: where to, its name, the archive, and the number of the last that is wanted, where one is
    /// said. The first eight digits of a name are its history.
    /// </summary>
    private const string RestoreScript = """
        set -eu
        [ -e "$3/$2" ] || exit 1
        case $2 in
          *.*) ;;
          *) if [ -n "${4-}" ] && [ "${2#????????}" \> "$4" ]; then exit 1; fi ;;
        esac
        exec cp "$3/$2" "$1"
        """;

    private readonly Node node;
    private readonly ServerUser? user;
    private readonly string root;
    private readonly string keep;
    private readonly string restore;
    private readonly Lock gate = new();
    private ImmutableSortedDictionary<string, ArchiveState> states =
        ImmutableSortedDictionary.Create<string, ArchiveState>(StringComparer.Ordinal);

    private ImmutableDictionary<string, DateTimeOffset?> kept = ImmutableDictionary<string, DateTimeOffset?>.Empty;

    public ArchiveFolders(Node node, Ground ground, ServerUser? user)
    {
        (this.node, this.user) = (node, user);
        root = ground.Make("archives");
        var scripts = ground.Make("scripts");
        (keep, restore) = (Path.Combine(scripts, "keep.sh"), Path.Combine(scripts, "restore.sh"));
        Written.Whole(keep, Encoding.UTF8.GetBytes(KeepScript), user);
        Written.Whole(restore, Encoding.UTF8.GetBytes(RestoreScript), user);
        foreach (var folder in Directory.GetDirectories(root))
        {
            var name = FileName.Back(Path.GetFileName(folder));
            foreach (var left in Directory.GetFiles(folder, ".*"))
            {
                // Half copied when the power failed; a copy that is under way is made again.
                File.Delete(left);
            }

            states = states.Add(name, Read(folder + Extension));
        }
    }

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> All => [.. Volatile.Read(ref states).Keys];

    public string FolderOf(string archive) => Path.Combine(root, FileName.Of(archive));

    public ArchiveState? Find(string archive) => Volatile.Read(ref states).GetValueOrDefault(archive);

    public ArchiveFacts? FactsOf(string archive) =>
        Find(archive) is { From: { } from, Until: { } until } && Directory.Exists(FolderOf(archive))
            ? new(archive, from, until, new DirectoryInfo(FolderOf(archive)).EnumerateFiles().Sum(file => file.Length))
            : null;

    /// <summary>Makes the archive if it is new, and gives what a server runs to write to it and to read it.</summary>
    public ArchiveCommands CommandsOf(string archive)
    {
        Make(archive);
        return new(Command(keep, archive), Command(restore, archive));
    }

    /// <summary>
    /// What a server runs to read what the archive has in this state, whatever comes into it meanwhile.
    /// </summary>
    public string RestoreOf(string archive, ArchiveState state) =>
        Command(restore, archive) + " " + Segment.NameOf(state.Timeline, state.Last!.Value, state.SegmentBytes)[8..];

    /// <summary>A writer that writes to an archive was seen. Gives up to when the archive has all.</summary>
    public DateTimeOffset? See(string archive, Answer answer)
    {
        var folder = FolderOf(archive);
        if (answer.Inserted is not { } inserted || !Directory.Exists(folder))
        {
            return Find(archive)?.Until;
        }

        var sight = new ArchiveSight(answer.At, inserted, answer.Xmin == answer.Xmax ? answer.Xmax : null);
        lock (gate)
        {
            var before = Find(archive) ?? new();
            var after = before.See(
                sight,
                answer.Timeline,
                answer.Segment,
                name => File.Exists(Path.Combine(folder, name)),
                HistoryIn(folder));
            Set(archive, after);
            return after.Until;
        }
    }

    /// <summary>
    /// Removes the files of segments that are not needed. The archive begins where the last of them came to an end, and
    /// that is known only by when it was handed over, which may be long after: so at the latest at the moment given.
    /// </summary>
    public void Trim(string archive, DateTimeOffset latest, Func<string, FileInfo, bool> isNeeded)
    {
        var folder = FolderOf(archive);
        lock (gate)
        {
            if (Find(archive) is not { SegmentBytes: > 0 } state)
            {
                return;
            }

            var from = state.From;
            foreach (var file in new DirectoryInfo(folder).GetFiles())
            {
                if (Segment.Parse(file.Name, state.SegmentBytes) is not null && !isNeeded(file.Name, file))
                {
                    DateTimeOffset written = new(file.LastWriteTimeUtc, TimeSpan.Zero);
                    var gone = written < latest ? written : latest;
                    from = from > gone ? from : gone;
                    file.Delete();
                }
            }

            Set(archive, state with { From = from }, isToWrite: true);
        }
    }

    public void Delete(string archive)
    {
        lock (gate)
        {
            Written.Delete(FolderOf(archive) + Extension);
            Written.Remove(FolderOf(archive));
            Volatile.Write(ref states, states.Remove(archive));
        }
    }

    /// <summary>Copies what another region's archive has and this one lacks, then takes over what is known.</summary>
    public void Copy(string archive, ArchiveFolders from, string source, CancellationToken ct)
    {
        var state = from.Find(source) ?? throw new PostgresFailed($"There is no archive {source}.");
        Make(archive);
        var folder = FolderOf(archive);
        foreach (var file in new DirectoryInfo(from.FolderOf(source)).GetFiles().Where(file => file.Name[0] != '.'))
        {
            ct.ThrowIfCancellationRequested();
            var to = Path.Combine(folder, file.Name);
            if (!File.Exists(to))
            {
                Written.Whole(to, File.ReadAllBytes(file.FullName), user);
                File.SetLastWriteTimeUtc(to, file.LastWriteTimeUtc);
            }
        }

        lock (gate)
        {
            var own = Find(archive)?.From;
            Set(archive, state with { From = own > state.From ? own : state.From, Sights = [] }, isToWrite: true);
        }
    }

    private static Func<int, History?> HistoryIn(string folder) => timeline =>
    {
        var path = Path.Combine(folder, History.NameOf(timeline));
        return File.Exists(path) ? History.Parse(timeline, File.ReadLines(path)) : null;
    };

    private static ArchiveState Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ArchiveStateJson.Default.ArchiveState) ?? new();
        }
        catch (Exception none) when (none is FileNotFoundException or JsonException)
        {
            return new();
        }
    }

    private void Make(string archive)
    {
        var folder = FolderOf(archive);
        lock (gate)
        {
            if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder, Own);
                if (user is not null)
                {
                    Unix.Own(folder, user);
                }

                Libc.SyncFolder(root);
            }

            if (Find(archive) is null)
            {
                Volatile.Write(ref states, states.Add(archive, new()));
            }
        }
    }

    private void Set(string archive, ArchiveState state, bool isToWrite = false)
    {
        var before = Find(archive);
        Volatile.Write(ref states, states.SetItem(archive, state));
        if (isToWrite || before?.Last != state.Last || before?.From != state.From
            || (state.Until is not null && !(state.Until - kept.GetValueOrDefault(archive) < AheadMax)))
        {
            kept = kept.SetItem(archive, state.Until);
            Try(() => Written.Whole(
                FolderOf(archive) + Extension,
                JsonSerializer.SerializeToUtf8Bytes(state, ArchiveStateJson.Default.ArchiveState),
                user: null));
        }
    }

    /// <summary>What is on the disk may say less than is so; the next time says it.</summary>
    private void Try(Action act)
    {
        try
        {
            act();
        }
        catch (Exception why) when (why is IOException or UnauthorizedAccessException)
        {
            node.Report(why);
        }
    }

    private string Command(string script, string archive) =>
        $"exec /bin/sh {Literal(script)} \"%p\" \"%f\" {Literal(FolderOf(archive))}";

    private static string Literal(string path) => Quoted.Shell(path.Replace("%", "%%", StringComparison.Ordinal));
}
