using Faultline.Api.AutoScaling;
using Faultline.Api.ClassicElb;
using Faultline.Api.CloudWatch;
using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Kernel;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Store;
using Faultline.Wire;

namespace Faultline.Services.AutoScaling;

/// <summary>
/// Amazon EC2 Auto Scaling in one region. Its README says what it promises, what it leaves out, and how it fails.
/// </summary>
internal sealed partial class AutoScaling : AutoScalingApi, IAsyncDisposable
{
    private readonly string region;
    private readonly Node node;
    private readonly Surroundings around;
    private readonly AutoScalingBook book;
    private readonly Ec2Api ec2;
    private readonly ElbApi elb;
    private readonly ClassicElbApi classic;
    private readonly CloudWatchApi? cloudWatch;
    private readonly List<Reconciler> loops = [];

    /// <param name="cloudWatch">Null where there is none: then policies have no alarms of their own.</param>
    public AutoScaling(
        string region,
        Node node,
        RegionStore store,
        Surroundings around,
        Ec2Api ec2,
        ElbApi elb,
        ClassicElbApi classic,
        CloudWatchApi? cloudWatch)
    {
        (this.region, this.node, this.around) = (region, node, around);
        (this.ec2, this.elb, this.classic, this.cloudWatch) = (ec2, elb, classic, cloudWatch);
        book = new(store);
        AddGroups(loops);
        AddPolicies(loops);
        AddSchedules(loops);
    }

    /// <summary>For tests that look at what is kept.</summary>
    internal AutoScalingBook Book => book;

    /// <summary>Takes up what was under way when the server last stopped.</summary>
    public void Start() => loops.ForEach(loop => loop.Start());

    /// <summary>Something changed that its loops look at: a group, or instances and balancers elsewhere.</summary>
    public void Tell() => loops.ForEach(loop => loop.Tell());

    public async ValueTask DisposeAsync()
    {
        foreach (var loop in loops)
        {
            await loop.DisposeAsync();
        }
    }

    /// <summary>The loop that brings groups to what is wanted.</summary>
    partial void AddGroups(List<Reconciler> loops);

    /// <summary>The loops of scaling policies, if they need some.</summary>
    partial void AddPolicies(List<Reconciler> loops);

    /// <summary>The loop that lets scheduled actions act.</summary>
    partial void AddSchedules(List<Reconciler> loops);

    /// <summary>A group that is there and not about to go; refused otherwise.</summary>
    private static Group Find(AutoScalingState state, Call call, string name) =>
        state.Groups.Find(Group.IdOf(call.Account, Names.Of(name))) ?? throw Refusal.NoGroup(Names.Of(name));
}
