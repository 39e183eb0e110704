using Faultline.Api.Elb;
using Faultline.Services.Elb.Rules;
using Faultline.Store;

namespace Faultline.Services.Elb.Keeping;

/// <summary>
/// All balancers of a region with what belongs to them, of every account: their nodes' addresses are one supply for
/// all, so one writer hands them out. Pure: the hour, ids and chance come in as arguments.
/// </summary>
internal sealed class ElbState : IState
{
    private readonly Tables tables;

    public ElbState() => tables = new(
        Balancers, Listeners, Rules, Groups, Targets, Nodes, Certificates, Interfaces);

    /// <summary>Counts its changes, so that what was derived from it is known to be stale.</summary>
    public long Version => tables.Version;

    public Table<Item<LoadBalancer>, Tag> Balancers { get; } = new(
        Kinds.Balancer, "loadbalancer", Item<LoadBalancer>.Form);

    public Table<Item<Listener>, Tag> Listeners { get; } = new(Kinds.Listener, "listener", Item<Listener>.Form);

    /// <summary>The rules of listeners; the default one has no actions here: they are its listener's.</summary>
    public Table<Item<Rule>, Tag> Rules { get; } = new(Kinds.Rule, "listener-rule", Item<Rule>.Form);

    public Table<Item<TargetGroup>, Tag> Groups { get; } = new(
        Kinds.TargetGroup, "targetgroup", Item<TargetGroup>.Form);

    public Table<Registration, Tag> Targets { get; } = new(Kinds.Target, "", Registration.Form);

    public Table<BalancerNode, Tag> Nodes { get; } = new(Kinds.Node, "", BalancerNode.Form);

    public Table<NodeInterface, Tag> Interfaces { get; } = new(Kinds.Interface, "", NodeInterface.Form);

    /// <summary>The certificates of a listener besides its default one, under the listener's ARN.</summary>
    public Table<Owned<AddListenerCertificatesOutput>, Tag> Certificates { get; } = new(
        Kinds.Certificates,
        "",
        new(OwnedEntry.Write, OwnedEntry.Read<AddListenerCertificatesOutput>));

    /// <summary>The tables of what can be tagged.</summary>
    public IEnumerable<ITagged<Tag>> Taggable => tables.Taggable<Tag>();

    public IEnumerable<Item<Listener>> ListenersOf(string balancer) =>
        Listeners.All.Where(row => row.Shown.LoadBalancerArn == balancer).OrderBy(row => row.Shown.Port);

    /// <summary>The rules of a listener in the order in which they are tried; the default one comes last.</summary>
    public IEnumerable<Item<Rule>> RulesOf(string listener)
    {
        var prefix = $"{Arns.RulePrefix(listener)}/";
        return Rules.All.Where(row => row.Id.StartsWith(prefix, StringComparison.Ordinal))
            .OrderBy(row => RulePriority.KeyOf(row.Shown), StringComparer.Ordinal);
    }

    public IEnumerable<Registration> TargetsOf(string group) => Targets.All.Where(row => row.Group == group);

    public IEnumerable<BalancerNode> NodesOf(string balancer) => Nodes.All.Where(row => row.Balancer == balancer);

    public IEnumerable<Certificate> MoreCertificates(string listener) =>
        Certificates.Find(listener)?.Shown.Certificates ?? [];

    /// <summary>The groups that a balancer may send to, each once.</summary>
    public IEnumerable<string> GroupsOf(string balancer) => ListenersOf(balancer)
        .SelectMany(listener => Actions.GroupsOf(listener.Shown.DefaultActions)
            .Concat(RulesOf(listener.Id).SelectMany(rule => Actions.GroupsOf(rule.Shown.Actions))))
        .Distinct(StringComparer.Ordinal);

    /// <summary>The balancers that may send to a group; there is at most one in AWS.</summary>
    public IEnumerable<Item<LoadBalancer>> BalancersOf(string group) =>
        Balancers.All.Where(balancer => GroupsOf(balancer.Id).Contains(group));

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
