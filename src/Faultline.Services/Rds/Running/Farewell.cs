using Faultline.Services.Rds.Backups;
using Faultline.Services.Rds.Instances;
using Faultline.Services.Rds.Keeping;

namespace Faultline.Services.Rds.Running;

/// <summary>What becomes of the others when an instance is gone. Pure.</summary>
internal static class Farewell
{
    /// <summary>
    /// Its row goes; its replicas in this region become databases of their own ("Deleting a DB instance", user guide);
    /// those in other regions stay what they are, and get nothing any more.
    /// </summary>
    public static void Say(Moment moment, InstanceRow row)
    {
        var state = moment.State;
        if (state.Instances.Find(row.Id) is not { } last)
        {
            return;
        }

        AutomatedBackups.Left(state, last);
        moment.Say(last, Says.Deleted, Says.Deletion);
        state.Instances.Remove(row.Id);
        state.ClusterRecords.Remove(row.Id);
        foreach (var other in state.Instances.All.ToList())
        {
            if (other.Follows?.Region == moment.Region && other.Follows.Cluster == row.Id)
            {
                state.Instances.Put(other with { Follows = null });
            }
            else if (other.Followers.Exists(follower => follower.Instance == row.Id))
            {
                state.Instances.Put(Without(other, row.Id));
            }
        }
    }

    /// <summary>An instance that keeps nothing any more for a follower.</summary>
    public static InstanceRow Without(InstanceRow row, string follower) =>
        row with { Followers = [.. row.Followers.Where(each => each.Instance != follower)] };
}
