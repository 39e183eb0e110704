using System.Text.Json.Serialization;

namespace Faultline.Engines.Postgres.Servers;

/// <summary>What a server says of itself in one answer, as JSON: places in the log are numbers.</summary>
internal sealed record Answer
{
    /// <summary>
    /// The moment comes first: what is asked after it, places and transactions, is of a later one.
    /// </summary>
    public const string Query = """
        select json_build_object(
          'moment', extract(epoch from now()) * 1000000,
          'standby', s.standby,
          'written', case when s.standby
            then greatest(coalesce(pg_last_wal_receive_lsn(), '0/0'), coalesce(pg_last_wal_replay_lsn(), '0/0'))
            else pg_current_wal_flush_lsn() end - '0/0',
          'inserted', case when not s.standby then pg_current_wal_insert_lsn() - '0/0' end,
          'applied', coalesce(pg_last_wal_replay_lsn() - '0/0', 0),
          'timeline', case when s.standby
            then greatest((select timeline_id from pg_control_checkpoint()),
              (select min_recovery_end_timeline from pg_control_recovery()), r.received_tli)
            else ('x' || left(pg_walfile_name(pg_current_wal_insert_lsn()), 8))::bit(32)::int end,
          'segment', pg_size_bytes(current_setting('wal_segment_size')),
          'xmin', pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
          'xmax', pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
          'fed', r.status is not distinct from 'streaming',
          'heard', r.latest_end_lsn - '0/0',
          'shown', extract(epoch from now() - pg_last_xact_replay_timestamp()),
          'followers', (select coalesce(json_agg(json_build_object(
              'slot', application_name,
              'isSynchronous', state = 'streaming' and sync_state in ('sync', 'quorum'),
              'flushed', coalesce(flush_lsn - '0/0', 0),
              'applied', coalesce(replay_lsn - '0/0', 0)) order by application_name), '[]')
            from pg_stat_replication where application_name not in ('pg_basebackup', 'pg_receivewal', 'pg_rewind')),
          'slots', (select coalesce(json_agg(slot_name order by slot_name), '[]')
            from pg_replication_slots where slot_type = 'physical' and not temporary),
          'connections', (select count(*) from pg_stat_activity
            where backend_type = 'client backend' and usename is distinct from current_user),
          'commits', d.commits, 'rollbacks', d.rollbacks, 'read', d.read, 'hit', d.hit)::text
        from (select pg_is_in_recovery() as standby) s
        left join pg_stat_wal_receiver r on true
        cross join (select coalesce(sum(xact_commit), 0)::bigint as commits,
            coalesce(sum(xact_rollback), 0)::bigint as rollbacks, coalesce(sum(blks_read), 0)::bigint as read,
            coalesce(sum(blks_hit), 0)::bigint as hit from pg_stat_database) d
        """;

    /// <summary>Asked apart, as it looks at every setting there is.</summary>
    public const string RestartQuery = "select exists(select from pg_settings where pending_restart)::text";

    /// <summary>Microseconds since 1970.</summary>
    public decimal Moment { get; init; }

    public bool Standby { get; init; }

    public long Written { get; init; }

    /// <summary>How far a writer has written, on its disk or not yet.</summary>
    public long? Inserted { get; init; }

    public long Applied { get; init; }

    public int Timeline { get; init; }

    /// <summary>How long a segment of the log is.</summary>
    public int Segment { get; init; }

    /// <summary>The oldest transaction that has not ended, and the first that has not begun.</summary>
    public long Xmin { get; init; }

    public long Xmax { get; init; }

    public bool Fed { get; init; }

    /// <summary>How far the upstream has written, as of the last word from it.</summary>
    public long? Heard { get; init; }

    /// <summary>How old the last commit is that a standby has applied, in seconds.</summary>
    public double? Shown { get; init; }

    public IReadOnlyList<FollowerSight> Followers { get; init; } = [];

    public IReadOnlyList<string> Slots { get; init; } = [];

    public int Connections { get; init; }

    public long Commits { get; init; }

    public long Rollbacks { get; init; }

    public long Read { get; init; }

    public long Hit { get; init; }

    /// <summary>A standby has applied all that it knows of, and is in touch.</summary>
    [JsonIgnore]
    public bool IsComplete => Fed && Applied >= Math.Max(Written, Heard ?? 0);

    [JsonIgnore]
    public DateTimeOffset At => DateTimeOffset.UnixEpoch.AddTicks((long)(Moment * 10));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Answer))]
internal sealed partial class AnswerJson : JsonSerializerContext;
