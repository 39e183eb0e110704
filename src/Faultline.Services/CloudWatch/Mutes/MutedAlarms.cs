using Faultline.Services.CloudWatch.Keeping;

namespace Faultline.Services.CloudWatch.Mutes;

/// <summary>Which alarms are muted at an hour. It remembers what it worked out until the rules change.</summary>
internal sealed class MutedAlarms(string region)
{
    private readonly Dictionary<string, Known> known = new(StringComparer.Ordinal);
    private ILookup<string, MuteRule> byTarget = Enumerable.Empty<MuteRule>().ToLookup(_ => "");
    private (AlarmState? State, long Version) seen;

    public bool IsMuted(AlarmState state, Alarm alarm, DateTimeOffset at) =>
        RulesOn(state, alarm).Any(rule => SpellOf(state, rule, at).IsActive);

    /// <summary>
    /// Brings all alarms that something is due for to the hour; gives when the first of those that are muted may end to
    /// be.
    /// </summary>
    public DateTimeOffset? Look(AlarmState state, DateTimeOffset now)
    {
        DateTimeOffset? next = null;
        foreach (var alarm in state.Alarms.All
            .Where(alarm => !alarm.Pending.IsEmpty || alarm.Muted is not null).ToList())
        {
            var looked = Muting.Look(alarm, now, at => IsMuted(state, alarm, at));
            if (looked != alarm)
            {
                state.Alarms.Put(looked);
            }

            if (looked.Muted is not null)
            {
                var until = RulesOn(state, alarm).Select(rule => SpellOf(state, rule, now))
                    .Where(spell => spell.IsActive).Min(spell => spell.Until);
                next = next < until ? next : until;
            }
        }

        return next;
    }

    /// <summary>How a rule stands at an hour.</summary>
    public Spell SpellOf(AlarmState state, MuteRule rule, DateTimeOffset at)
    {
        Read(state);
        if (!known.TryGetValue(rule.Id, out var times))
        {
            known[rule.Id] = times = new(new(rule.Put));
        }

        return times.At(at);
    }

    private IEnumerable<MuteRule> RulesOn(AlarmState state, Alarm alarm)
    {
        Read(state);
        return byTarget[alarm.Id];
    }

    private void Read(AlarmState state)
    {
        if (seen != (state, state.MuteRules.Version))
        {
            seen = (state, state.MuteRules.Version);
            known.Clear();
            byTarget = state.MuteRules.All
                .SelectMany(rule => rule.Targets.Distinct(StringComparer.Ordinal).Select(name => (rule, name)))
                .ToLookup(
                    each => Alarm.ArnOf(region, each.rule.Account, each.name), each => each.rule,
                    StringComparer.Ordinal);
        }
    }

    /// <summary>The times of a rule, and how it stands now.</summary>
    private sealed class Known(MuteTimes times)
    {
        private DateTimeOffset since = DateTimeOffset.MaxValue;
        private Spell spell;

        public Spell At(DateTimeOffset at)
        {
            if (at < since || at >= spell.Until)
            {
                (since, spell) = (at, times.At(at));
            }

            return spell;
        }
    }
}
