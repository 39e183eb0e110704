using Faultline.Api.AutoScaling;
using Faultline.Api.ClassicElb;
using Faultline.Api.CloudWatch;
using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Kernel;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;
using Faultline.Services.AutoScaling.Policies;
using Faultline.Services.AutoScaling.Running;
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
    private readonly Calls? cloudWatch;
    private readonly Cloud cloud;
    private readonly Land land;
    private readonly Templates templates;
    private readonly Catalogue catalogue;
    private readonly Tempo tempo;
    private readonly Signals signals;
    private readonly Rounds rounds;
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
        CloudWatchApi? cloudWatch,
        Signals? signals = null)
    {
        (this.region, this.node, this.around) = (region, node, around);
        this.cloudWatch = cloudWatch is null ? null : new(new(region, node, around), cloudWatch);
        book = new(store);
        this.signals = signals ?? new();
        cloud = new(region, node, around, ec2, elb, classic, cloudWatch);
        land = new(cloud);
        templates = new(cloud);
        catalogue = new(cloud);
        tempo = Tempo.Of(around.Timing);
        rounds = new(book, node, cloud, tempo, this.signals, region, around.Timeline);
        loops.Add(new(node, rounds.Look));
        AddPolicies(loops);
        AddSchedules(loops);
    }

    /// <summary>For tests that look at what is kept.</summary>
    internal AutoScalingBook Book => book;

    /// <summary>For tests that let it look when they say so.</summary>
    internal Rounds Rounds => rounds;

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

    /// <summary>What of it is as it must never be: empty, unless a promise is broken.</summary>
    public async ValueTask<IReadOnlyList<string>> Audit()
    {
        using var held = await book.Take(CancellationToken.None);
        return [.. Keeping.Audit.Of(held.State)];
    }

    /// <summary>The loops of scaling policies, if they need some.</summary>
    partial void AddPolicies(List<Reconciler> loops);

    /// <summary>The loop that lets scheduled actions act.</summary>
    partial void AddSchedules(List<Reconciler> loops);

    /// <summary>A group that is there and not about to go; refused otherwise.</summary>
    private static Group Find(AutoScalingState state, Call call, string name) =>
        Any(state, call, name) is { IsLeaving: false } group ? group : throw Refusal.Leaving(Names.Of(name));

    /// <summary>A group that is there, be it about to go.</summary>
    private static Group Any(AutoScalingState state, Call call, string name) =>
        state.Groups.Find(Group.IdOf(call.Account, Names.Of(name))) ?? throw Refusal.NoGroup(Names.Of(name));
}
