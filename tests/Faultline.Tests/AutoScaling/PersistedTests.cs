using System.Reflection;
using Faultline.Services.AutoScaling.Keeping;

namespace Faultline.Tests.AutoScaling;

/// <summary>What is on people's disks keeps its meaning: whoever changes these numbers breaks groups.</summary>
public sealed class PersistedTests
{
    [Fact]
    public void Kinds_keep_their_numbers() => Assert.Equal(
        "Group 1, Member 2, Activity 3, LaunchConfiguration 4, Hook 5, Policy 6, Schedule 7, Refresh 8, Launch 9, "
        + "Notification 10, Order 11, Alarm 20",
        string.Join(", ", typeof(Kinds).GetFields(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(field => (byte)field.GetRawConstantValue()!)
            .Select(field => $"{field.Name} {field.GetRawConstantValue()}")));

    [Fact]
    public async Task Everything_is_there_again_as_it_was()
    {
        var rig = new ScalingRig();
        var target = await rig.Elb.Group();
        await rig.Template();
        await rig.Group(desired: 2, with: request =>
        {
            request.LaunchConfigurationName = null;
            request.LaunchTemplate = new() { LaunchTemplateName = "web" };
            request.TargetGroupARNs = [target.TargetGroupArn!];
            request.Tags = [new() { Key = "a", Value = "b" }];
            request.LifecycleHookSpecificationList =
                [new() { LifecycleHookName = "up", LifecycleTransition = "autoscaling:EC2_INSTANCE_LAUNCHING" }];
        });
        await rig.Scaling.StartInstanceRefresh(
            rig.Call("StartInstanceRefresh"), new() { AutoScalingGroupName = ScalingRig.Web }, ScalingRig.Ct);
        await rig.Scaling.PutNotificationConfiguration(rig.Call("PutNotificationConfiguration"), new()
        {
            AutoScalingGroupName = ScalingRig.Web, TopicARN = "arn:aws:sns:us-east-1:111122223333:t",
            NotificationTypes = ["autoscaling:EC2_INSTANCE_LAUNCH"],
        }, ScalingRig.Ct);
        var before = await Rows(rig);
        rig.Reopen();
        Assert.Equal(before, await Rows(rig));
        Assert.Contains(before, row => row.Contains("HookWait { Hook = up", StringComparison.Ordinal));
        Assert.Contains(before, row => row.Contains("State = Added", StringComparison.Ordinal));
    }

    private static async Task<List<string>> Rows(ScalingRig rig)
    {
        using var held = await rig.Scaling.Book.Take(ScalingRig.Ct);
        var state = held.State;
        return
        [
            .. state.Groups.All.Select(row => $"{Text(row, row.Shown)} {string.Join(' ', row.Sources)} "
                + $"{string.Join(' ', row.Places)} {string.Join(' ', row.Troubles)} {row.Why} {row.CoolsUntil} "
                + $"{row.FailsSince:O} {string.Join(' ', row.Offers)}"),
            .. state.Members.All.Select(row => $"{Text(row, row.Shown)} {row.Group} {row.Launched:O} {row.Since:O} "
                + $"{row.Served:O} {row.Activity} {row.Leaving} {row.Subnet} {string.Join(' ', row.Waits)} "
                + string.Join(' ', row.Registered)),
            .. state.Activities.All.Select(row => $"{Text(row, row.Shown)} {row.Due:O}"),
            .. state.LaunchConfigurations.All.Select(row => Text(row, row.Shown)),
            .. state.Hooks.All.Select(row => Text(row, row.Shown)),
            .. state.Notifications.All.Select(row => Text(row, row.Shown)),
            .. state.Refreshes.All.Select(row =>
                $"{Text(row, row.Shown)} {row.Since:O} {row.Moved:O} {row.Wanted?.Version}"),
            .. state.Launches.All.Select(row => $"{Text(row, row.Request)} {row.Zone}"),
        ];
    }

    private static string Text(Services.Keeping.IRow row, Wire.Shapes.IStructure shown) =>
        $"{row.Id} {row.Account} {Convert.ToHexString(Services.Keeping.Reshape.Bytes(shown))}";
}
