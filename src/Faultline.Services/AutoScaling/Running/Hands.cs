using Faultline.Api.ClassicElb;
using Faultline.Api.Ec2;
using Faultline.Api.Elb;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Instance = Faultline.Api.Ec2.Instance;
using Member = Faultline.Services.AutoScaling.Keeping.Member;

namespace Faultline.Services.AutoScaling.Running;

/// <summary>
/// Asks EC2 and load balancing for what is ordered, many things at a time. What is refused is told, and asked again by
/// a later look.
/// </summary>
internal sealed class Hands(Cloud cloud)
{
    /// <summary>So many calls are under way at once.</summary>
    private const int CallsMax = 16;

    /// <summary>So many instances or targets are named in a call.</summary>
    private const int NamedMax = 100;

    /// <summary>Whether an error says that there is no such target group or balancer.</summary>
    public static bool IsNoSource(AwsError error) => error.Code is "TargetGroupNotFound" or "LoadBalancerNotFound";

    public async ValueTask<Outcome> Do(Orders orders, CancellationToken ct)
    {
        var outcome = new Outcome();
        var recipes = new Recipes(cloud);
        foreach (var some in orders.Launches.Chunk(CallsMax))
        {
            await Task.WhenAll(some.Select(launch => Launch(launch, recipes, outcome, ct)));
        }

        await Each(orders.Terminations, outcome, (account, ids) => Terminate(account, ids, ct));
        await Each(orders.Stops, outcome, async (account, ids) => await cloud.Ec2<StopInstancesResult>(
            account, "StopInstances", new StopInstancesRequest { InstanceIds = ids }, ct));
        await Each(orders.Starts, outcome, async (account, ids) => await cloud.Ec2<StartInstancesResult>(
            account, "StartInstances", new StartInstancesRequest { InstanceIds = ids }, ct));
        await Tag(orders, outcome, ct);
        foreach (var (source, ids) in orders.Registrations)
        {
            await Register(source, ids, outcome, ct);
        }

        foreach (var (source, ids) in orders.Deregistrations)
        {
            await Try(outcome, () => Deregister(source, ids, ct));
        }

        return outcome;
    }

    /// <summary>
    /// "When you attach existing instances, the Auto Scaling group adds the tags to the instances"; of those that are
    /// detached "it removes only the aws:autoscaling:groupName tag" ("Tag lifecycle" in the user guide).
    /// </summary>
    private async ValueTask Tag(Orders orders, Outcome outcome, CancellationToken ct)
    {
        foreach (var (member, tags) in orders.Taggings)
        {
            await Ask(member, "CreateTags", new CreateTagsRequest { Resources = [member.Id], Tags = tags });
        }

        foreach (var member in orders.Untaggings)
        {
            await Ask(member, "DeleteTags", new DeleteTagsRequest
            {
                Resources = [member.Id],
                Tags = [new() { Key = Recipe.GroupTag }],
            });
        }

        async ValueTask Ask(Member member, string operation, IStructure request)
        {
            try
            {
                await cloud.TellEc2(member.Account, operation, request, ct);
                outcome.Tagged.Add(member);
            }
            catch (AwsError never) when (never.Code is "InvalidInstanceID.NotFound" or "TagLimitExceeded")
            {
                // It will not do by asking again.
                outcome.Tagged.Add(member);
            }
            catch (AwsError)
            {
                outcome.Failures++;
            }
        }
    }

    private async Task Launch(Launch launch, Recipes recipes, Outcome outcome, CancellationToken ct)
    {
        try
        {
            var template = await recipes.Of(launch.Account, launch.Like.LaunchTemplate, ct);
            var request = Recipes.Fit(launch.Request, template);
            var made = (await cloud.Ec2<Reservation>(launch.Account, "RunInstances", request, ct)).Instances![0];
            outcome.Launched.Add((launch, made, template));
        }
        catch (AwsError twice) when (twice.Code == "IdempotentParameterMismatch")
        {
            // It was launched before the server ended, from a version of the template that is not the newest any more.
            if (await Find(launch, ct) is { } made)
            {
                outcome.Launched.Add((launch, made, null));
            }
        }
        catch (AwsError refused)
        {
            outcome.Refused.Add((launch, refused));
        }
    }

    private async ValueTask<Instance?> Find(Launch launch, CancellationToken ct)
    {
        try
        {
            var found = await cloud.Ec2<DescribeInstancesResult>(
                launch.Account,
                "DescribeInstances",
                new DescribeInstancesRequest { Filters = [new() { Name = "client-token", Values = [launch.Id] }] },
                ct);
            return found.Reservations!.SelectMany(each => each.Instances!).FirstOrDefault();
        }
        catch (AwsError)
        {
            return null;
        }
    }

    /// <summary>One that is asked for alone is ended even where it is protected, and forgotten where it is gone.
    /// </summary>
    private async Task Terminate(string account, List<string> ids, CancellationToken ct)
    {
        Task<TerminateInstancesResult> End() => cloud.Ec2<TerminateInstancesResult>(
            account, "TerminateInstances", new TerminateInstancesRequest { InstanceIds = ids }, ct).AsTask();

        try
        {
            await End();
        }
        catch (AwsError refused) when (ids is [_] && refused.Code == "OperationNotPermitted")
        {
            // Protection is against people: "termination protection does not prevent Amazon EC2 Auto Scaling from
            // terminating an instance" (EC2 user guide).
            await cloud.TellEc2(
                account,
                "ModifyInstanceAttribute",
                new ModifyInstanceAttributeRequest
                {
                    InstanceId = ids[0],
                    DisableApiTermination = new() { Value = false },
                },
                ct);
            await End();
        }
        catch (AwsError refused) when (ids is [_] && refused.Code == "InvalidInstanceID.NotFound")
        {
            // EC2 has forgotten it, which the next look sees.
        }
    }

    private async ValueTask Register(
        (string Account, string Source, string Type) source, List<string> ids, Outcome outcome, CancellationToken ct)
    {
        var (account, name, type) = source;
        foreach (var some in ids.Chunk(NamedMax))
        {
            try
            {
                if (type == TrafficSource.Classic)
                {
                    await cloud.Classic<RegisterEndPointsOutput>(
                        account, "RegisterInstancesWithLoadBalancer",
                        new RegisterEndPointsInput { LoadBalancerName = name, Instances = Named(some) }, ct);
                }
                else
                {
                    await cloud.Elb<RegisterTargetsOutput>(
                        account, "RegisterTargets",
                        new RegisterTargetsInput { TargetGroupArn = name, Targets = Targets(some) }, ct);
                }

                outcome.Registered.AddRange(some.Select(id => (id, name)));
            }
            catch (AwsError gone) when (IsNoSource(gone))
            {
                // Nobody waits for what is not there.
                outcome.Registered.AddRange(some.Select(id => (id, name)));
            }
            catch (AwsError)
            {
                outcome.Failures++;
            }
        }
    }

    private async Task Deregister(
        (string Account, string Source, string Type) source, List<string> ids, CancellationToken ct)
    {
        foreach (var some in ids.Chunk(NamedMax))
        {
            if (source.Type == TrafficSource.Classic)
            {
                await cloud.Classic<DeregisterEndPointsOutput>(
                    source.Account, "DeregisterInstancesFromLoadBalancer",
                    new DeregisterEndPointsInput { LoadBalancerName = source.Source, Instances = Named(some) }, ct);
            }
            else
            {
                await cloud.Elb<DeregisterTargetsOutput>(
                    source.Account, "DeregisterTargets",
                    new DeregisterTargetsInput { TargetGroupArn = source.Source, Targets = Targets(some) }, ct);
            }
        }
    }

    /// <summary>All in one call, and where that is refused each by itself: one that is refused keeps nobody.</summary>
    private static async ValueTask Each(
        SortedDictionary<string, List<string>> all, Outcome outcome, Func<string, List<string>, Task> ask)
    {
        foreach (var (account, ids) in all)
        {
            foreach (var some in ids.Chunk(NamedMax))
            {
                await Together(some);
            }

            async ValueTask Together(string[] some)
            {
                try
                {
                    await ask(account, [.. some]);
                    outcome.Done++;
                }
                catch (AwsError refused) when (some.Length > 1 && refused.Status < 500)
                {
                    foreach (var id in some)
                    {
                        await Try(outcome, () => ask(account, [id]));
                    }
                }
                catch (AwsError)
                {
                    outcome.Failures++;
                }
            }
        }
    }

    private static async ValueTask Try(Outcome outcome, Func<Task> ask)
    {
        try
        {
            await ask();
            outcome.Done++;
        }
        catch (AwsError)
        {
            outcome.Failures++;
        }
    }

    private static List<Api.ClassicElb.Instance> Named(IEnumerable<string> ids) =>
        [.. ids.Select(id => new Api.ClassicElb.Instance { InstanceId = id })];

    private static List<TargetDescription> Targets(IEnumerable<string> ids) =>
        [.. ids.Select(id => new TargetDescription { Id = id })];
}

/// <summary>What came of the orders.</summary>
internal sealed class Outcome
{
    public List<(Launch Launch, Instance Instance, LaunchTemplateVersion? Template)> Launched { get; } = [];

    public List<(Launch Launch, AwsError Why)> Refused { get; } = [];

    public List<(string Instance, string Source)> Registered { get; } = [];

    /// <summary>Whose tags say now whether they are of the group, as they were then.</summary>
    public List<Member> Tagged { get; } = [];

    public int Done { get; set; }

    public int Failures { get; set; }

    /// <summary>Something is other than before, so that there is more to be seen.</summary>
    public bool Changes => Launched.Count + Refused.Count + Registered.Count + Tagged.Count + Done > 0;
}
