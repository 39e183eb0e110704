using System.Globalization;
using Faultline.Api.AutoScaling;
using Faultline.Kernel;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Services.AutoScaling.Keeping;
using Faultline.Services.AutoScaling.Planning;
using Faultline.Wire;
using Faultline.Wire.Shapes;
using Member = Faultline.Services.AutoScaling.Keeping.Member;

namespace Faultline.Services.AutoScaling.Running;

/// <summary>What came of orders, taken into the state. Pure.</summary>
internal static class Results
{
    private static readonly string[] ofZone =
    [
        "InsufficientInstanceCapacity", "InsufficientHostCapacity", "InsufficientCapacity",
        "InsufficientFreeAddressesInSubnet", "Unsupported",
    ];

    public static void Take(AutoScalingState state, Outcome outcome, Tempo tempo, DateTimeOffset now)
    {
        foreach (var (launch, instance, template) in outcome.Launched)
        {
            Launched(state, launch, instance, template, now);
        }

        foreach (var (launch, why) in outcome.Refused)
        {
            Refused(state, launch, why, tempo, now);
        }

        foreach (var (id, source) in outcome.Registered)
        {
            if (state.Members.Find(id) is { } member)
            {
                state.Members.Put(member with { Registered = member.Registered.Add(source) });
            }
        }

        foreach (var tagged in outcome.Tagged)
        {
            // Who was attached may be about to be detached by now.
            if (state.Members.Find(tagged.Id) is { } member && member.Leaving == tagged.Leaving)
            {
                state.Members.Put(member with { TagsDue = false });
            }
        }
    }

    public static Member Launched(
        AutoScalingState state, Launch launch, Api.Ec2.Instance instance, Api.Ec2.LaunchTemplateVersion? template,
        DateTimeOffset now)
    {
        var id = instance.InstanceId!;
        state.Launches.Remove(launch.Id);
        Activities.Describe(
            state,
            launch.Id,
            $"Launching a new EC2 instance{(launch.IsWarm ? " into warm pool" : "")}: {id}");
        Activities.Move(state, launch.Id, ScalingActivityStatusCode.PreInService, 30);
        var member = new Member(id, launch.Account, launch.Group, launch.Like.With(shown =>
        {
            shown.InstanceId = id;
            shown.InstanceType = instance.InstanceType;
            shown.ImageId = instance.ImageId;
            shown.LifecycleState = launch.IsWarm ? LifecycleState.WarmedPending : LifecycleState.Pending;
            shown.LaunchTemplate = template is null ? shown.LaunchTemplate : Resolved(template);
        }))
        {
            Launched = now,
            Since = now,
            Activity = launch.Id,
            Subnet = instance.SubnetId ?? launch.Request.SubnetId ?? "",
            IsExtra = launch.IsExtra,
            IsSpot = launch.IsSpot || instance.InstanceLifecycle == Api.Ec2.InstanceLifecycleType.Spot,
        };
        state.Members.Put(member);
        if (state.Groups.Find(launch.Group) is { } group && (!group.Troubles.IsEmpty || group.FailsSince is not null))
        {
            state.Groups.Put(group with
            {
                Troubles = group.Troubles.RemoveRange([Key(launch), ZoneTrouble.Anywhere]),
                FailsSince = null,
            });
        }

        return member;
    }

    /// <summary>A template by its id, name and the number of its version.</summary>
    public static LaunchTemplateSpecification Resolved(Api.Ec2.LaunchTemplateVersion version) => new()
    {
        LaunchTemplateId = version.LaunchTemplateId,
        LaunchTemplateName = version.LaunchTemplateName,
        Version = version.VersionNumber!.Value.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A launch that failed is over; what fails in one zone is tried in others.</summary>
    private static void Refused(AutoScalingState state, Launch launch, AwsError why, Tempo tempo, DateTimeOffset now)
    {
        state.Launches.Remove(launch.Id);
        var message = $"{why.Message.TrimEnd('.')}. Launching EC2 instance failed.";
        Activities.Describe(state, launch.Id, $"Launching a new EC2 instance.  Status Reason: {message}");
        Activities.End(state, launch.Id, ScalingActivityStatusCode.Failed, message, now);
        if (state.Groups.Find(launch.Group) is not { } group)
        {
            return;
        }

        group = Suspension.Judge(group, now);
        state.Groups.Put(group);
        var key = ofZone.Contains(why.Code) ? Key(launch) : ZoneTrouble.Anywhere;
        var before = group.Troubles.GetValueOrDefault(key);
        if (before is null || before.Until <= now)
        {
            var failures = (before?.Failures ?? 0) + 1;
            state.Groups.Put(group with
            {
                Troubles = group.Troubles.SetItem(key, new(now + tempo.Retry(failures), failures)),
            });
        }
    }

    /// <summary>The type that was chosen for it counts, not one that a template has.</summary>
    private static string Key(Launch launch) => $"{launch.Zone} {launch.Like.InstanceType}".TrimEnd();
}
