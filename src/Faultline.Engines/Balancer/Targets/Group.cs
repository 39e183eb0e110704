using System.Net;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Layer4;
using Faultline.Kernel;

namespace Faultline.Engines.Balancer.Targets;

/// <summary>
/// A group as one node knows it: its members with their health, and who of them may be asked. Members change under the
/// node's turn; requests look at the roster only.
/// </summary>
internal sealed class Group(GroupConfig config, string zone, Node node)
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Member> members = new(StringComparer.Ordinal);
    private readonly Dice dice = node.Dice.Fork(config.Name);
    private volatile Roster roster = Roster.Empty;
    private volatile GroupConfig config = config;
    private uint turn;

    public GroupConfig Config => config;

    public Roster Roster => roster;

    /// <summary>In the order in which they were registered.</summary>
    public IReadOnlyList<Member> Members
    {
        get
        {
            lock (gate)
            {
                return [.. config.Targets.Select(target => members[target.Key])];
            }
        }
    }

    /// <summary>What its members answered, by the class of the status.</summary>
    public Counts Answers { get; } = new();

    public Durations Times { get; } = new();

    /// <summary>Stands for its name in cookies.</summary>
    public ulong Token { get; } = Member.TokenOf(config.Name);

    /// <summary>Whom the next request is for, none of those that were tried; null when there is nobody.</summary>
    public Member? Pick(IReadOnlyCollection<Member> tried) => Choice.Pick(
        roster.Usable, config, Interlocked.Increment(ref turn), dice, Now(node), tried);

    /// <summary>Whom a connection is for: what comes from one place goes to one target.</summary>
    public Member? Pick(IReadOnlyCollection<Member> tried, IPEndPoint? from) => config.Algorithm == Algorithm.FlowHash
        ? Choice.Pick(roster.Usable, config, Flow.Hash(from, config.ByClientAddress), dice, Now(node), tried)
        : Pick(tried);

    /// <summary>A member has begun to answer, so long after it had been asked.</summary>
    public void Answered(int status, TimeSpan took)
    {
        Answers.Add(Counts.OfAnswer(status));
        Times.Add(took);
    }

    /// <summary>A member has taken a connection.</summary>
    public void Took(TimeSpan took) => Times.Add(took);

    /// <summary>Whoever errs more than the others gets less from now on.</summary>
    public void Weigh()
    {
        if (!config.MitigatesAnomalies)
        {
            return;
        }

        var usable = roster.Usable;
        var shares = Anomalies.Next(
            [.. usable.Select(member => (member.Share, Seen: member.TakeSeen()))
                .Select(each => (each.Share, each.Seen.Requests, each.Seen.Failures))]);
        for (var i = 0; i < usable.Length; i++)
        {
            usable[i].Share = shares[i];
        }
    }

    /// <summary>The member that a client is to come back to, while it may.</summary>
    public Member? Find(ulong token)
    {
        foreach (var member in roster.All)
        {
            if (member.Token == token)
            {
                return member.Config.Drains || (member.Health.State == TargetHealth.Healthy
                        && !member.Config.IsShiftedAway)
                    || Array.IndexOf(roster.Usable, member) >= 0 ? member : null;
            }
        }

        return null;
    }

    /// <summary>Becomes what the config says; gives those who are no longer in it.</summary>
    public List<Member> Apply(GroupConfig next)
    {
        lock (gate)
        {
            var before = config;
            foreach (var target in next.Targets)
            {
                if (members.TryGetValue(target.Key, out var member))
                {
                    member.Apply(target, zone);
                }
                else
                {
                    members.Add(target.Key, member = new(target, zone));
                }

                member.Health = next.HealthOf is not null ? member.Health
                    : next.Check.Protocol == CheckProtocol.None ? Health.Well
                    : before.Check.Protocol == CheckProtocol.None ? Health.Unknown
                    : member.Health;
            }

            var stay = next.Targets.Select(target => target.Key).ToHashSet(StringComparer.Ordinal);
            var gone = members.Where(each => !stay.Contains(each.Key)).Select(each => each.Value).ToList();
            gone.ForEach(member => members.Remove(member.Config.Key));
            config = next;
            Call();
            return gone;
        }
    }

    /// <summary>What a check showed; true when the member is another one now for those who look.</summary>
    /// <param name="status">The status of the answer; 0 where that does not matter.</param>
    public bool Note(Member member, TargetReason trouble, int status = 0)
    {
        lock (gate)
        {
            var (before, after) = (member.Health, member.Health.After(trouble, config.Check, status));
            member.Health = after;
            if (before.State == after.State)
            {
                return (before.Reason, before.Status) != (after.Reason, after.Status);
            }

            if (after.State == TargetHealth.Healthy)
            {
                member.HealthySince = Now(node);
            }

            Call();
            return true;
        }
    }

    /// <summary>Its members are as well as those of another group with the same keys.</summary>
    public void Follow(Group other)
    {
        lock (gate)
        {
            foreach (var (key, member) in members)
            {
                var health = other.HealthOf(key);
                if (health.State == TargetHealth.Healthy && member.Health.State != TargetHealth.Healthy)
                {
                    member.HealthySince = Now(node);
                }

                member.Health = health;
            }

            Call();
        }
    }

    /// <summary>Knows nothing of its members any more, as whoever has lost power.</summary>
    public void Forget()
    {
        lock (gate)
        {
            foreach (var member in members.Values.Where(_ => config.Check.Protocol != CheckProtocol.None))
            {
                member.Health = Health.Unknown;
            }

            Call();
        }
    }

    /// <summary>Whether clients that resolve the name are to be led to a node with these targets.</summary>
    public bool IsWorthNaming()
    {
        var own = Members.Where(member => Roster.IsIn(config, member.Config, zone) && !member.Config.Drains).ToList();
        var healthy = own.Count(member => member.Health.State == TargetHealth.Healthy);
        return healthy > 0 && config.NameLeast.IsReached(healthy, own.Count);
    }

    public TargetView View(Member member)
    {
        var (health, reason) = member.Config.Drains ? (TargetHealth.Draining, TargetReason.Draining)
            : !Roster.IsIn(config, member.Config, zone) ? (TargetHealth.Unused, TargetReason.OtherZone)
            : (member.Health.State, member.Health.Reason);
        return new(config.Name, member.Config.Key, health, reason)
        {
            Status = reason == TargetReason.Mismatch ? member.Health.Status : null,
            Given = member.Given,
        };
    }

    internal static long Now(Node node) => (long)node.Clock.GetElapsedTime(0).TotalMilliseconds;

    private Health HealthOf(string key)
    {
        lock (gate)
        {
            return members.TryGetValue(key, out var member) ? member.Health : Health.Unknown;
        }
    }

    /// <summary>Reads out who may be asked now.</summary>
    private void Call() => roster = Roster.Of(config, [.. Members], zone);
}
