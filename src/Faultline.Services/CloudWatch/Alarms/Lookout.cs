using Faultline.Api.CloudWatch;
using Faultline.Kernel;
using Faultline.Services.CloudWatch.Expressions;
using Faultline.Services.CloudWatch.Keeping;
using Faultline.Services.CloudWatch.Metrics;
using Faultline.Services.CloudWatch.Mutes;

namespace Faultline.Services.CloudWatch.Alarms;

/// <summary>
/// Judges alarms at their hours and when they were put, keeps what they come to, and has it acted on. Where the server
/// ends it goes on from what was kept.
/// </summary>
internal sealed class Lookout(
    string region,
    Node node,
    AlarmBook book,
    MetricBook metrics,
    MutedAlarms muted,
    Acting acting,
    Telling telling) : IAsyncDisposable
{
    /// <summary>So long after a minute what came in it is looked at: data need a moment to come.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    /// <summary>So many are judged before whoever puts or reads metrics gets a turn.</summary>
    private const int InOneTurn = 500;

    private readonly Dictionary<string, (PutMetricAlarmInput Put, Watch Watch)> watches = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (PutMetricAlarmInput Put, long Second)> judged = new(StringComparer.Ordinal);
    private readonly Composites composites = new(region);
    private Reconciler? reconciler;

    public Composites Composites => composites;

    public void Start()
    {
        reconciler = new(node, Look);
        reconciler.Start();
    }

    /// <summary>An alarm was put, or its state set, or what mutes alarms changed.</summary>
    public void Tell() => reconciler?.Tell();

    public async ValueTask DisposeAsync()
    {
        if (reconciler is not null)
        {
            await reconciler.DisposeAsync();
        }
    }

    /// <summary>One look at all alarms; gives when to look again.</summary>
    internal async ValueTask<DateTimeOffset?> Look(CancellationToken ct)
    {
        var (again, repeated) = await Judge(ct);
        var unmuted = await acting.Act(ct);
        await acting.Repeat(repeated, ct);
        return unmuted < again ? unmuted : again ?? unmuted;
    }

    private async ValueTask<(DateTimeOffset? Again, List<Alarm> Repeated)> Judge(CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var (state, now) = (held.State, node.Now);
        var second = (now - Settling).ToUnixTimeSeconds();
        await Judge(state, state.Alarms.All.Where(alarm => IsDue(alarm, second)).ToList(), second, ct);
        composites.Judge(state, now);
        foreach (var alarm in state.Alarms.All.Where(alarm => alarm.Composite is not null).ToList())
        {
            if (Suppression.Look(state, alarm, region, now) is var looked && looked != alarm)
            {
                state.Alarms.Put(looked);
            }
        }

        state.Forget(now - Limits.HistoryKept);
        state.Prune(judged);
        state.Prune(watches);
        var repeated = state.Alarms.All
            .Where(alarm => Acting.IsRepeated(alarm) && !muted.IsMuted(state, alarm, now)).ToList();
        var (again, changes) = (Next(state, second), state.TakeChanges());
        await held.Keep();
        telling.Tell(changes);
        return (again, repeated);
    }

    private async ValueTask Judge(AlarmState state, List<Alarm> due, long second, CancellationToken ct)
    {
        foreach (var some in due.Chunk(InOneTurn))
        {
            using var held = await metrics.Take(ct);
            foreach (var alarm in some)
            {
                Judge(state, held.State, alarm, second);
            }

            await held.Keep();
        }
    }

    private void Judge(AlarmState state, MetricState measured, Alarm alarm, long second)
    {
        var watch = WatchOf(alarm);
        judged[alarm.Id] = (alarm.Metric!, second - (second % watch.Step));
        var verdict = Verdict(watch, measured, alarm, second);
        if (verdict?.State is not { } wanted || wanted == alarm.Standing.State)
        {
            return;
        }

        var standing = new Standing(
            wanted, watch.Reason(verdict, alarm.Standing.State), watch.Data(verdict, node.Now), node.Now);
        double? newest = verdict.Real is [.., var last] ? last.Value : null;
        state.Alarms.Put(Entering.Enter(state, alarm, standing, newest));
    }

    /// <summary>Null where its expression cannot be worked out: then it stays as it is.</summary>
    private static Verdict? Verdict(Watch watch, MetricState measured, Alarm alarm, long second)
    {
        try
        {
            return Evaluation.Of(watch.Terms, watch.Range(measured, alarm.Account, second));
        }
        catch (ExpressionFault)
        {
            return null;
        }
    }

    private bool IsDue(Alarm alarm, long second) => alarm.Metric is { } put
        && (!judged.TryGetValue(alarm.Id, out var last)
            || !ReferenceEquals(last.Put, put)
            || second - (second % WatchOf(alarm).Step) > last.Second);

    private Watch WatchOf(Alarm alarm)
    {
        if (!watches.TryGetValue(alarm.Id, out var known) || !ReferenceEquals(known.Put, alarm.Metric))
        {
            watches[alarm.Id] = known = (alarm.Metric!, new(alarm.Metric!, alarm.Account));
        }

        return known.Watch;
    }

    /// <summary>The next step of the alarm that is judged most often, or the end of what holds actions back.</summary>
    private DateTimeOffset? Next(AlarmState state, long second)
    {
        DateTimeOffset? next = null;
        foreach (var alarm in state.Alarms.All)
        {
            var step = alarm.Metric is null ? 0 : WatchOf(alarm).Step;
            var due = step == 0
                ? alarm.Hush.Until
                : DateTimeOffset.FromUnixTimeSeconds(second - (second % step) + step) + Settling;
            next = next is null || due < next ? due ?? next : next;
        }

        return next;
    }
}
