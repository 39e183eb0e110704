using Faultline.Api.AutoScaling;
using Faultline.Api.CloudFormation;
using Faultline.Tests.Resources;
using Faultline.Wire;

namespace Faultline.Tests.CloudFormation.Real;

/// <summary>A group of two under a policy, and somebody on its instances who signals.</summary>
internal sealed class Crew(Grounds grounds, string policy)
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    public RealStack Stack { get; } = new(grounds);

    /// <summary>What a new instance signals: success, failure, or nothing.</summary>
    public Func<Instance, bool?> Signals { get; set; } = static _ => null;

    /// <summary>The fewest that were seen in service.</summary>
    public int Fewest { get; private set; } = int.MaxValue;

    public async Task Create()
    {
        await Stack.Becomes("CREATE_COMPLETE", Stack.Create(Template("t3.micro")));
        known.UnionWith(await Serving());
    }

    public int Desired { get; set; } = 2;

    /// <summary>The template says how many there are to be at least, and no more.</summary>
    public bool IsUnsized { get; init; }

    public string Template(string type, string more = "TerminationPolicies: [Default]") => $$"""
        Resources:
          Launch:
            Type: AWS::AutoScaling::LaunchConfiguration
            Properties: {ImageId: ami-0fa01000000000003, InstanceType: {{type}}, InstanceMonitoring: false}
          Group:
            Type: AWS::AutoScaling::AutoScalingGroup
            UpdatePolicy: {AutoScalingRollingUpdate: {{policy}} }
            Properties:
              LaunchConfigurationName: !Ref Launch
              MinSize: '{{(IsUnsized ? Desired : 1)}}'
              MaxSize: '4'
              {{(IsUnsized ? "DefaultInstanceWarmup: '0'" : $"DesiredCapacity: '{Desired}'")}}
              AvailabilityZones: [eu-west-1a, eu-west-1b]
              {{more}}
        """;

    /// <summary>A second goes by, and whoever serves newly signals.</summary>
    public async Task Tick()
    {
        var serving = (await Group()).Instances!.FindAll(
            each => each.LifecycleState == LifecycleState.InService);
        Fewest = Math.Min(Fewest, serving.Count);
        foreach (var instance in serving.Where(each => !known.Contains(each.InstanceId!)))
        {
            if (Signals(instance) is not { } success)
            {
                continue;
            }

            known.Add(instance.InstanceId!);
            await Signal(instance.InstanceId!, success);
        }

        await grounds.Delay(TimeSpan.FromSeconds(1));
    }

    private async Task Signal(string id, bool success)
    {
        try
        {
            await Stack.Ask<SignalResourceInput>("SignalResource", new SignalResourceInput
            {
                StackName = Stack.Name,
                LogicalResourceId = "Group",
                UniqueId = id,
                Status = success ? ResourceSignalStatus.Success : ResourceSignalStatus.Failure,
            });
        }
        catch (AwsError late) when (late.Message.EndsWith("cannot be signaled", StringComparison.Ordinal))
        {
            // It came in the place of one that died with the server, and nobody waits any more.
        }
    }

    public async Task<string> End()
    {
        for (var ticks = 0; ticks < 7200; ticks++)
        {
            var status = (await Stack.Look(Stack.Name)).StackStatus!;
            if (!status.EndsWith("_IN_PROGRESS", StringComparison.Ordinal))
            {
                return status;
            }

            await Tick();
        }

        throw new InvalidOperationException("It never ends.");
    }

    /// <summary>The sizes and processes of the group are as its template says.</summary>
    public async Task Stands()
    {
        var group = await Group();
        Assert.Equal(
            (IsUnsized ? 2 : 1, 4, 2), (group.MinSize, group.MaxSize, group.DesiredCapacity));
        Assert.Empty(group.SuspendedProcesses ?? []);
    }

    /// <summary>The instances in service, in order.</summary>
    public async Task<List<string>> Serving() =>
    [
        .. (await Group()).Instances!.Where(each => each.LifecycleState == LifecycleState.InService)
            .Select(each => each.InstanceId!).Order(StringComparer.Ordinal),
    ];

    public async Task<List<string>> Types() =>
    [
        .. (await Group()).Instances!.Where(each => each.LifecycleState == LifecycleState.InService)
            .Select(each => each.InstanceType!).Order(StringComparer.Ordinal),
    ];

    public async Task<AutoScalingGroup> Group() => (await grounds.Ask<AutoScalingGroupsType>(
        AutoScalingModel.Service, "DescribeAutoScalingGroups",
        new AutoScalingGroupNamesType { AutoScalingGroupNames = [await Stack.IdOf("Group")] }))
        .AutoScalingGroups!.Single();

    public async Task<List<InstanceRefresh>> Refreshes() => (await grounds.Ask<DescribeInstanceRefreshesAnswer>(
        AutoScalingModel.Service, "DescribeInstanceRefreshes",
        new DescribeInstanceRefreshesType { AutoScalingGroupName = await Stack.IdOf("Group") }))
        .InstanceRefreshes!;
}
