using System.Collections.Immutable;

namespace Faultline.Engines.Postgres.Clusters;

/// <summary>
/// What must outlive us of a cluster: who may write, who may take over, and what was done. It is kept before anything
/// is done that relies on it. Never changes; another one takes its place.
/// </summary>
internal sealed record ClusterRecord
{
    public const int EventsMax = 64;

    public static ClusterRecord Blank { get; } = new();

    /// <summary>One more each time that another one is to write.</summary>
    public long Epoch { get; init; }

    /// <summary>Who writes in this epoch; of a read replica, who is fed.</summary>
    public string? Writer { get; init; }

    public WriterStage Stage { get; init; }

    /// <summary>It was there once, for clients.</summary>
    public bool IsMade { get; init; }

    /// <summary>It follows another cluster.</summary>
    public bool IsReplica { get; init; }

    /// <summary>It stands still because that was asked for.</summary>
    public bool IsStopped { get; init; }

    /// <summary>Nobody answers and nobody took over, as was said in an event.</summary>
    public bool IsDown { get; init; }

    /// <summary>It is not connected to its source, as was said in an event.</summary>
    public bool LacksFeed { get; init; }

    public ImmutableArray<MemberRecord> Members { get; init; } = [];

    public int Restarts { get; init; }

    /// <summary>The restart that is under way: one more than were done.</summary>
    public int RestartAsked { get; init; }

    public int Failovers { get; init; }

    /// <summary>The failover that is under way because it was asked for.</summary>
    public int FailoverAsked { get; init; }

    /// <summary>Tells which owner was set, without saying its password.</summary>
    public string? Owner { get; init; }

    /// <summary>Why it could not be made, and will not be.</summary>
    public string? Failed { get; init; }

    public long EventsSoFar { get; init; }

    public ImmutableArray<ClusterEvent> Events { get; init; } = [];

    public MemberRecord? WriterRecord => Writer is null ? null : Find(Writer);

    /// <summary>Commits wait for them and are on all of them: they may take over.</summary>
    public IEnumerable<MemberRecord> Synced => Members.Where(member => member.Standing == Standing.Synced);

    public MemberRecord? Find(string key) => Members.FirstOrDefault(member => member.Key == key);

    public ClusterRecord With(MemberRecord member) => this with
    {
        Members = Find(member.Key) is { } old ? Members.Replace(old, member) : Members.Add(member),
    };

    public ClusterRecord With(string key, Standing standing) => With(new MemberRecord(key, standing));

    public ClusterRecord Without(string key) =>
        this with { Members = [.. Members.Where(member => member.Key != key)] };

    /// <summary>Says what happened; the oldest of many events is forgotten.</summary>
    public ClusterRecord Say(
        ClusterEventKind kind,
        DateTimeOffset at,
        string? member = null,
        string? why = null,
        FailoverParts? parts = null)
    {
        var said = new ClusterEvent(EventsSoFar + 1, at, kind) { Member = member, Why = why, Parts = parts };
        var kept = Events.Length < EventsMax ? Events : Events.RemoveAt(0);
        return this with { EventsSoFar = said.Number, Events = kept.Add(said) };
    }
}

/// <summary>What must outlive us of one server.</summary>
/// <param name="Until">Of a fenced one: until when it may go on where nobody can reach it.</param>
internal sealed record MemberRecord(string Key, Standing Standing, DateTimeOffset? Until = null);

/// <summary>What a server is in its cluster. The numbers are on people's disks.</summary>
internal enum Standing
{
    /// <summary>Its data are not made, or half made.</summary>
    Making = 1,

    /// <summary>It follows, and may lack what was acknowledged.</summary>
    Following = 2,

    /// <summary>It has all that was acknowledged: it may take over.</summary>
    Synced = 3,

    /// <summary>It wrote, and must not again before its data are behind another's.</summary>
    Fenced = 4,

    Writing = 5,

    /// <summary>It is not wanted any more.</summary>
    Leaving = 6,
}

/// <summary>How far the writer of an epoch is. The numbers are on people's disks.</summary>
internal enum WriterStage
{
    /// <summary>It is the first, and starts with its own data.</summary>
    Fresh = 0,

    /// <summary>It followed, and is to be promoted once whoever wrote before cannot write any more.</summary>
    Promoting = 1,

    /// <summary>It took writes; a read replica answered.</summary>
    Open = 2,

    /// <summary>As <see cref="Promoting"/>: a read replica that is to be a cluster of its own.</summary>
    Parting = 3,
}
