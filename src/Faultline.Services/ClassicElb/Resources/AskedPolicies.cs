using Faultline.Api.ClassicElb;
using Faultline.Services.ClassicElb.Policies;
using Faultline.Services.Provisioning;

namespace Faultline.Services.ClassicElb.Resources;

/// <summary>The policies of a balancer as a template has them: what they are, and who follows which. Pure.</summary>
internal sealed class AskedPolicies
{
    private readonly Dictionary<string, CreateLoadBalancerPolicyInput> all = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> forms = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, List<string>> byListener = [];
    private readonly SortedDictionary<int, List<string>> byInstancePort = [];

    public AskedPolicies(Properties properties)
    {
        foreach (var each in properties.Groups("Policies"))
        {
            Add(each.Needed("PolicyName"), each.Needed("PolicyType"), [.. each.Groups("Attributes")
                .Select(one => (one.Needed("Name"), one.Text("Value") ?? ""))]);
            Follow(byListener, each, "LoadBalancerPorts");
            Follow(byInstancePort, each, "InstancePorts");
        }

        foreach (var each in properties.Groups("AppCookieStickinessPolicy"))
        {
            Add(each.Needed("PolicyName"), PolicyTypes.AppCookie, (PolicyTypes.CookieName, each.Needed("CookieName")));
        }

        foreach (var each in properties.Groups("LBCookieStickinessPolicy"))
        {
            Add(each.Needed("PolicyName"), PolicyTypes.Cookie, each.Text("CookieExpirationPeriod") is { } period
                ? [(PolicyTypes.Period, period)]
                : []);
        }

        foreach (var each in properties.Groups("Listeners"))
        {
            foreach (var name in each.Texts("PolicyNames"))
            {
                Follow(byListener, each.Number("LoadBalancerPort") ?? 0, name);
            }
        }
    }

    /// <summary>By their names, ready to be made.</summary>
    public IReadOnlyDictionary<string, CreateLoadBalancerPolicyInput> All => all;

    public IEnumerable<int> Listeners => byListener.Keys;

    public IEnumerable<int> InstancePorts => byInstancePort.Keys;

    public List<string> OfListener(int port) => byListener.GetValueOrDefault(port) ?? [];

    public List<string> OfInstancePort(int port) => byInstancePort.GetValueOrDefault(port) ?? [];

    /// <summary>Whether both have a policy of the name that says the same.</summary>
    public bool IsSame(AskedPolicies other, string name) =>
        forms.TryGetValue(name, out var form) && other.forms.TryGetValue(name, out var others) && form == others;

    private void Add(string name, string type, params List<(string Name, string Value)> attributes)
    {
        all[name] = new()
        {
            PolicyName = name,
            PolicyTypeName = type,
            PolicyAttributes = attributes.ConvertAll(each =>
                new PolicyAttribute { AttributeName = each.Name, AttributeValue = each.Value }),
        };
        forms[name] = $"{type} {string.Join(", ", attributes)}";
    }

    private static void Follow(SortedDictionary<int, List<string>> ports, Properties policy, string name)
    {
        foreach (var port in policy.Texts(name))
        {
            Follow(ports, Scalars.Whole(port, name), policy.Needed("PolicyName"));
        }
    }

    private static void Follow(SortedDictionary<int, List<string>> ports, int port, string policy)
    {
        if (!ports.TryGetValue(port, out var followed))
        {
            ports.Add(port, followed = []);
        }

        if (!followed.Contains(policy))
        {
            followed.Add(policy);
        }
    }
}
