using Faultline.Store;

namespace Faultline.Services.CloudFormation.Sets;

/// <summary>
/// All stack sets of a region with what belongs to them, of every account. Pure: the hour, ids and chance come in as
/// arguments.
/// </summary>
internal sealed class SetsState : IState
{
    private readonly Table[] all;
    private readonly Tables tables;

    public SetsState()
    {
        all = [Sets, Instances, Rollouts, Legs, Drifts];
        tables = new(all);
    }

    /// <summary>Something of it was changed in this turn.</summary>
    public bool IsChanged => Array.Exists(all, table => table.IsChanged);

    /// <summary>Stack sets, those that are deleted too, under their ids.</summary>
    public Table<Set, string> Sets { get; } = new(Kinds.Set, "", Set.Form);

    /// <summary>Under <see cref="Instance.IdOf"/>.</summary>
    public Table<Instance, string> Instances { get; } = new(Kinds.Instance, "", Instance.Form);

    /// <summary>Operations in the order in which they were asked for, under <see cref="Rollout.IdOf"/>.</summary>
    public Table<Rollout, string> Rollouts { get; } = new(Kinds.Rollout, "", Rollout.Form);

    /// <summary>What becomes of an operation in one account and region, under <see cref="Leg.IdOf"/>.</summary>
    public Table<Leg, string> Legs { get; } = new(Kinds.Leg, "", Leg.Form);

    /// <summary>What a look for drift found at one resource, under the id of its leg and its name.</summary>
    public Table<Drifted, string> Drifts { get; } = new(Kinds.Drift, "", Drifted.Form);

    /// <summary>The set of that id, or the one of that name that is not deleted.</summary>
    public Set? Find(string account, string nameOrId) => nameOrId.Contains(':', StringComparison.Ordinal)
        ? Sets.Find(account, nameOrId)
        : Sets.Of(account).FirstOrDefault(set => set.Name == nameOrId && !set.IsDeleted);

    public IEnumerable<Instance> InstancesOf(Set set) => Instances.All.Where(row => row.Set == set.Id);

    public IEnumerable<Rollout> RolloutsOf(Set set) => Rollouts.All.Where(row => row.Set == set.Id);

    public IEnumerable<Leg> LegsOf(Rollout rollout) => Legs.All.Where(row => row.Rollout == rollout.Id);

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
