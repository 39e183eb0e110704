using Faultline.Api.AutoScaling;
using Faultline.Services.Ec2.Instances;
using Faultline.Tests.Ec2;
using Xunit.Abstractions;
using Group = Faultline.Services.AutoScaling.Keeping.Group;
using LifecycleState = Faultline.Api.AutoScaling.LifecycleState;

namespace Faultline.Tests.AutoScaling;

/// <summary>One round over many groups: it asks once, and changes only what is to be changed.</summary>
public sealed class RoundTests(ITestOutputHelper output)
{
    private const int Groups = 1000;
    private const int InGroup = 10;

    [Fact]
    public async Task A_round_over_ten_thousand_instances_changes_nothing_when_all_is_well_and_one_when_one_is_not()
    {
        var rig = new ScalingRig();
        await rig.Configuration();
        await Fill(rig);
        rig.Now += TimeSpan.FromMinutes(5);
        var before = await Version(rig);
        Assert.True(await Timed("nothing is the matter", rig) > rig.Now);
        Assert.Equal(before, await Version(rig));

        await rig.Ec2.Enter("i-7-3", Faultline.Api.Ec2.InstanceStateName.Terminated);
        rig.Now += TimeSpan.FromMinutes(1);
        await Timed("one instance is gone", rig);
        using var held = await rig.Scaling.Book.Take(ScalingRig.Ct);
        Assert.Equal(LifecycleState.Terminating, held.State.Members.Find("i-7-3")!.State);
        Assert.Equal(Groups * InGroup + 1, held.State.Members.Count);
        Assert.Equal(2, held.State.Activities.Count);
    }

    private async Task<DateTimeOffset?> Timed(string what, ScalingRig rig)
    {
        var began = TimeProvider.System.GetTimestamp();
        var next = await rig.Scaling.Rounds.Look(ScalingRig.Ct);
        output.WriteLine($"{what}: {TimeProvider.System.GetElapsedTime(began).TotalMilliseconds:0} ms");
        return next;
    }

    private static async Task<long> Version(ScalingRig rig)
    {
        using var held = await rig.Scaling.Book.Take(ScalingRig.Ct);
        return held.State.Version;
    }

    private static async Task Fill(ScalingRig rig)
    {
        using var machines = await rig.Ec2.Ec2.Book.Take(ScalingRig.Ct);
        using var held = await rig.Scaling.Book.Take(ScalingRig.Ct);
        string[] zones = ["us-east-1a", "us-east-1b"];
        for (var number = 0; number < Groups; number++)
        {
            var name = $"group-{number}";
            var group = new Group(Group.IdOf(Ec2Call.Account, name), Ec2Call.Account, new()
            {
                AutoScalingGroupName = name,
                LaunchConfigurationName = "old",
                MinSize = 1,
                MaxSize = InGroup * 2,
                DesiredCapacity = InGroup,
                HealthCheckType = "EC2",
            })
            {
                Places = [.. zones.Select(zone => new Services.AutoScaling.Keeping.Place(zone, zone, null))],
            };
            held.State.Groups.Put(group);
            for (var at = 0; at < InGroup; at++)
            {
                var (id, zone) = ($"i-{number}-{at}", zones[at % 2]);
                held.State.Members.Put(new(id, Ec2Call.Account, group.Id, new Instance
                {
                    InstanceId = id,
                    AvailabilityZone = zone,
                    LifecycleState = LifecycleState.InService,
                    HealthStatus = "Healthy",
                    LaunchConfigurationName = "old",
                })
                {
                    Launched = rig.Now,
                    Since = rig.Now,
                    Served = rig.Now,
                });
                machines.State.Machines.Put(new(id, Ec2Call.Account, new()
                {
                    InstanceId = id,
                    State = Life.Named(Faultline.Api.Ec2.InstanceStateName.Running),
                    Placement = new() { AvailabilityZone = zone },
                })
                {
                    Reservation = $"r-{number}",
                    Since = rig.Now,
                });
            }
        }

        await machines.Keep();
        await held.Keep();
    }
}
