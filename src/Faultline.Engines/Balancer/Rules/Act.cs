using System.Collections.Immutable;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Targets;
using Faultline.Kernel;

namespace Faultline.Engines.Balancer.Rules;

/// <summary>What a rule does, made ready: groups are found, and what can be written down beforehand is.</summary>
internal abstract class Act
{
    public static Act Of(RuleAction action, Func<string, Group?> find) => action switch
    {
        RuleAction.Forward forward => new Send(
            [.. forward.Groups.Select(each => (find(each.Group), each.Weight))
                .Where(each => each.Item1 is not null)
                .Select(each => (each.Item1!, each.Weight))],
            forward.Sticky),
        RuleAction.Redirect redirect => new Elsewhere(redirect),
        RuleAction.Fixed answer => new Answer(answer),
        _ => throw new ArgumentException($"There is no action {action}.", nameof(action)),
    };

    /// <summary>Sends it to a group.</summary>
    public sealed class Send(ImmutableArray<(Group Group, int Weight)> groups, TimeSpan? sticky) : Act
    {
        private readonly int all = groups.Sum(each => each.Weight);

        public TimeSpan? Sticky => sticky;

        /// <summary>Whether it matters where the client was before.</summary>
        public bool IsSticky { get; } =
            sticky is not null || groups.Any(each => each.Group.Config.Sticky is not null);

        public bool IsOne => groups.Length == 1;

        public ImmutableArray<(Group Group, int Weight)> Groups => groups;

        /// <summary>A group by the weights; null when none weighs anything.</summary>
        public Group? Pick(Dice dice)
        {
            if (groups.Length == 1)
            {
                return groups[0].Group;
            }

            var at = all == 0 ? 0 : dice.Below(all);
            foreach (var (group, weight) in groups)
            {
                if (at < weight)
                {
                    return group;
                }

                at -= weight;
            }

            return null;
        }
    }

    public sealed class Elsewhere(RuleAction.Redirect redirect) : Act
    {
        public RuleAction.Redirect To => redirect;
    }

    public sealed class Answer(RuleAction.Fixed answer) : Act
    {
        public RuleAction.Fixed Says => answer;
    }
}
