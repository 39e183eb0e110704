using Faultline.Engines.Balancer.Config;
using Faultline.Kernel;

namespace Faultline.Engines.Balancer.Targets;

/// <summary>Which of those who may be asked is asked. Pure: turns, chance and the hour come in as arguments.</summary>
internal static class Choice
{
    /// <summary>A target that starts slowly gets no less than that of its share.</summary>
    private const double ShareMin = 0.01;

    /// <param name="turn">Counts the requests; where it points, the search begins.</param>
    /// <param name="now">Milliseconds of the node's clock.</param>
    public static Member? Pick(
        Member[] from, GroupConfig config, uint turn, Dice dice, long now, IReadOnlyCollection<Member> tried)
    {
        if (from.Length == 0)
        {
            return null;
        }

        if (config.Algorithm == Algorithm.WeightedRandom || config.SlowStart > TimeSpan.Zero)
        {
            return ByWeight(from, config, dice, now, tried);
        }

        return config.Algorithm == Algorithm.LeastOutstanding
            ? Least(from, turn, tried)
            : InTurn(from, turn, tried);
    }

    private static Member? InTurn(Member[] from, uint turn, IReadOnlyCollection<Member> tried)
    {
        for (var i = 0u; i < from.Length; i++)
        {
            var member = from[(turn + i) % (uint)from.Length];
            if (tried.Count == 0 || !tried.Contains(member))
            {
                return member;
            }
        }

        return null;
    }

    /// <summary>Of those that have equally little to do, the one whose turn it is.</summary>
    private static Member? Least(Member[] from, uint turn, IReadOnlyCollection<Member> tried)
    {
        Member? best = null;
        var least = int.MaxValue;
        for (var i = 0u; i < from.Length; i++)
        {
            var member = from[(turn + i) % (uint)from.Length];
            var outstanding = member.Outstanding;
            if (outstanding < least && !tried.Contains(member))
            {
                (best, least) = (member, outstanding);
            }
        }

        return best;
    }

    private static Member? ByWeight(
        Member[] from, GroupConfig config, Dice dice, long now, IReadOnlyCollection<Member> tried)
    {
        var all = 0.0;
        foreach (var member in from)
        {
            all += tried.Contains(member) ? 0 : Share(member, config, now);
        }

        var at = dice.Fraction() * all;
        Member? last = null;
        foreach (var member in from)
        {
            if (!tried.Contains(member))
            {
                last = member;
                at -= Share(member, config, now);
                if (at < 0)
                {
                    break;
                }
            }
        }

        return last;
    }

    /// <summary>The share grows in a line while a target starts slowly.</summary>
    private static double Share(Member member, GroupConfig config, long now)
    {
        var share = config.Algorithm == Algorithm.WeightedRandom ? member.Share / 100.0 : 1;
        var slow = config.SlowStart.TotalMilliseconds;
        var age = now - member.HealthySince;
        return age >= slow ? share : share * Math.Max(ShareMin, age / slow);
    }
}
