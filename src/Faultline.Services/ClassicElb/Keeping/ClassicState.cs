using Faultline.Api.ClassicElb;
using Faultline.Services.ClassicElb.Policies;
using Faultline.Store;
using Faultline.Wire.Shapes;

namespace Faultline.Services.ClassicElb.Keeping;

/// <summary>
/// All classic balancers of a region, of every account: their nodes' addresses are one supply for all, so one writer
/// hands them out. Pure: the hour, ids and chance come in as arguments.
/// </summary>
internal sealed class ClassicState : IState
{
    private readonly Tables tables;

    public ClassicState() => tables = new(Balancers, Registrations);

    /// <summary>Counts its changes, so that what was derived from it is known to be stale.</summary>
    public long Version => tables.Version;

    public Table<Balancer, Tag> Balancers { get; } = new(Kinds.Balancer, "loadbalancer", Balancer.Form);

    public Table<Registration, Tag> Registrations { get; } = new(Kinds.Registration, "", Registration.Form);

    /// <summary>In the order in which they were registered.</summary>
    public IEnumerable<Registration> Of(Balancer balancer) =>
        Registrations.All.Where(row => row.Balancer == balancer.Id);

    /// <summary>A balancer as the API shows it, with what follows from the rest.</summary>
    public LoadBalancerDescription Describe(Balancer balancer) => balancer.Shown.With(shown =>
    {
        shown.Instances = Staying(balancer);
        shown.Policies = new()
        {
            AppCookieStickinessPolicies =
            [
                .. from policy in balancer.Policies
                    where policy.PolicyTypeName == PolicyTypes.AppCookie
                    select new AppCookieStickinessPolicy
                    {
                        PolicyName = policy.PolicyName,
                        CookieName = PolicyTypes.Value(policy, PolicyTypes.CookieName),
                    },
            ],
            LBCookieStickinessPolicies =
            [
                .. from policy in balancer.Policies
                    where policy.PolicyTypeName == PolicyTypes.Cookie
                    select new LBCookieStickinessPolicy
                    {
                        PolicyName = policy.PolicyName,
                        CookieExpirationPeriod = PolicyTypes.Seconds(policy),
                    },
            ],
            OtherPolicies =
            [
                .. balancer.Policies.Where(policy => !PolicyTypes.IsSticky(policy)).Select(each => each.PolicyName!),
            ],
        };
    });

    /// <summary>Those that do not leave.</summary>
    public List<Instance> Staying(Balancer balancer) =>
    [
        .. Of(balancer).Where(row => !row.Leaves).Select(row => new Instance { InstanceId = row.Instance }),
    ];

    public void Loaded()
    {
    }

    public void Flush(Batch batch) => tables.Flush(batch);

    public bool TakeBack()
    {
        tables.TakeBack();
        return true;
    }

    public void Load(Key key, ReadOnlySpan<byte> entry) => tables.Load(key, entry);
}
