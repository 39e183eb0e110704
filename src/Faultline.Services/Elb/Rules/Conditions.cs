using Faultline.Api.Elb;

namespace Faultline.Services.Elb.Rules;

/// <summary>What conditions say, in the form that AWS shows.</summary>
internal static class Conditions
{
    public const string Host = "host-header";
    public const string Path = "path-pattern";
    public const string Header = "http-header";
    public const string Method = "http-request-method";
    public const string Query = "query-string";
    public const string Source = "source-ip";

    public static IReadOnlyList<string> Fields { get; } = [Path, Host, Header, Method, Query, Source];

    /// <summary>The values of a condition; those of a query string are pairs, as <c>key=value</c>.</summary>
    public static List<string> ValuesOf(RuleCondition condition) => condition.Field switch
    {
        Host => condition.HostHeaderConfig?.Values ?? condition.Values ?? [],
        Path => condition.PathPatternConfig?.Values ?? condition.Values ?? [],
        Header => condition.HttpHeaderConfig?.Values ?? [],
        Method => condition.HttpRequestMethodConfig?.Values ?? [],
        Source => condition.SourceIpConfig?.Values ?? [],
        _ => (condition.QueryStringConfig?.Values ?? [])
            .ConvertAll(pair => pair.Key is null ? pair.Value ?? "" : $"{pair.Key}={pair.Value}"),
    };

    /// <summary>AWS shows the values of the two oldest fields twice: as a list, and in their config.</summary>
    public static RuleCondition Full(RuleCondition asked)
    {
        var values = ValuesOf(asked);
        return asked.Field switch
        {
            Host => new() { Field = Host, Values = values, HostHeaderConfig = new() { Values = values } },
            Path => new() { Field = Path, Values = values, PathPatternConfig = new() { Values = values } },
            Header => new() { Field = Header, HttpHeaderConfig = asked.HttpHeaderConfig },
            Method => new() { Field = Method, HttpRequestMethodConfig = asked.HttpRequestMethodConfig },
            Query => new() { Field = Query, QueryStringConfig = asked.QueryStringConfig },
            _ => new() { Field = Source, SourceIpConfig = asked.SourceIpConfig },
        };
    }
}
