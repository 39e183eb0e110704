using System.Collections.Immutable;
using System.Net;

namespace Faultline.Engines.Balancer.Config;

/// <summary>What is done with requests that meet every condition.</summary>
public sealed record RuleConfig(string Name, ImmutableArray<Condition> Conditions, RuleAction Action);

/// <summary>Met by a request when one of its values is. Values have <c>*</c> and <c>?</c>.</summary>
public abstract record Condition
{
    public sealed record Host(ImmutableArray<string> Values) : Condition;

    public sealed record Path(ImmutableArray<string> Values) : Condition;

    public sealed record Header(string Name, ImmutableArray<string> Values) : Condition;

    /// <summary>Methods, in their own case, without wildcards.</summary>
    public sealed record Method(ImmutableArray<string> Values) : Condition;

    /// <summary>A pair whose key is null is met by any key with that value.</summary>
    public sealed record Query(ImmutableArray<(string? Key, string Value)> Pairs) : Condition;

    /// <summary>Where the connection comes from.</summary>
    public sealed record Source(ImmutableArray<IPNetwork> Networks) : Condition;
}

/// <summary>What is done with a request, or with a connection.</summary>
public abstract record RuleAction
{
    /// <summary>It goes to one of the groups, by weight; what is sticky stays with its group for so long.</summary>
    public sealed record Forward(ImmutableArray<(string Group, int Weight)> Groups) : RuleAction
    {
        public TimeSpan? Sticky { get; init; }
    }

    /// <summary>
    /// The client is sent elsewhere. Parts may hold <c>#{protocol}</c>, <c>#{host}</c>, <c>#{port}</c>,
    /// <c>#{path}</c> and <c>#{query}</c> of the request.
    /// </summary>
    public sealed record Redirect(string Protocol, string Host, string Port, string Path, string Query, int Status)
        : RuleAction;

    public sealed record Fixed(int Status, string? ContentType, string? Body) : RuleAction;
}
