namespace Faultline.Services.Elb;

/// <summary>The ARNs of load balancing, as "ARNs" in the service authorization reference of AWS gives them.</summary>
internal static class Arns
{
    private const string Listener = ":listener/";
    private const string Rule = ":listener-rule/";

    public static string Balancer(string region, string account, string type, string name, string id) =>
        $"arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/{(IsNetwork(type) ? "net" : "app")}/{name}/{id}";

    public static string Group(string region, string account, string name, string id) =>
        $"arn:aws:elasticloadbalancing:{region}:{account}:targetgroup/{name}/{id}";

    public static string ListenerOf(string balancer, string id) =>
        $"{balancer.Replace(":loadbalancer/", Listener, StringComparison.Ordinal)}/{id}";

    /// <summary>What the ARNs of a listener's rules begin with.</summary>
    public static string RulePrefix(string listener) => listener.Replace(Listener, Rule, StringComparison.Ordinal);

    public static string RuleOf(string listener, string id) => $"{RulePrefix(listener)}/{id}";

    /// <summary>The listener that a rule belongs to.</summary>
    public static string ListenerOfRule(string rule) =>
        rule[..rule.LastIndexOf('/')].Replace(Rule, Listener, StringComparison.Ordinal);

    /// <summary>What it is the ARN of (<c>loadbalancer</c>, <c>listener</c>, ...); null when of nothing.</summary>
    public static string? TypeOf(string arn) =>
        arn.Split(':', 6) is ["arn", _, "elasticloadbalancing", _, _, var resource]
        && resource.Split('/') is [var type, _, _, ..]
            ? type
            : null;

    private static bool IsNetwork(string type) => type == Api.Elb.LoadBalancerTypeEnum.Network;
}
