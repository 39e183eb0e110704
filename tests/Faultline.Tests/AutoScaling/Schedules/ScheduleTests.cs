using Faultline.Api.AutoScaling;
using Faultline.Services.AutoScaling.Groups;
using Faultline.Tests.AutoScaling.Policies;
using Faultline.Wire;

namespace Faultline.Tests.AutoScaling.Schedules;

/// <summary>Scheduled actions (ec2-auto-scaling-scheduled-scaling.html): what they say, when they act, how.</summary>
public sealed class ScheduleTests
{
    private static readonly DateTimeOffset Nine = new(2026, 1, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task An_action_acts_once_at_its_hour_and_the_cause_says_so()
    {
        var rig = await PolicyRig.Of(3);
        await Put(rig, "down", all => (all.StartTime, all.MinSize, all.MaxSize, all.DesiredCapacity) = (Nine, 1, 5, 2));
        Assert.Equal(Nine, await Look(rig));
        Assert.Equal(3, await rig.Desired());
        rig.Now = Nine;
        Assert.Null(await Look(rig));
        var group = await rig.Group();
        Assert.Equal((1, 5, 2), (group.Min, group.Max, group.Desired));
        Assert.Equal(
            "At 2026-01-02T09:00:00Z a scheduled action update of AutoScalingGroup constraints to min: 1, max: 5, "
            + "desired: 2 changing the desired capacity from 3 to 2.",
            group.Why);
        Assert.Empty(await List(rig, new()));
    }

    /// <summary>Sizes of the group, of the action, and of the group then.</summary>
    [Theory]
    [InlineData("1 3 9", "- 5 -", "1 5 9")]
    [InlineData("1 3 9", "4 - -", "4 4 9")]
    [InlineData("1 3 9", "- - 2", "1 2 2")]
    [InlineData("1 3 9", "2 4 6", "2 4 6")]
    [InlineData("1 3 9", "0 0 0", "0 0 0")]
    [InlineData("1 3 9", "2 - -", "2 3 9")]
    [InlineData("1 3 9", "- 3 -", "1 3 9")]
    [InlineData("1 3 9", "- 10 -", "1 3 9")]
    [InlineData("1 3 9", "10 - -", "1 3 9")]
    [InlineData("2 3 9", "- - 1", "2 3 9")]
    public async Task Sizes_that_are_not_given_stay_and_those_that_do_not_fit_change_nothing(
        string before, string action, string after)
    {
        int?[] sizes = [.. before.Split(' ').Select(Size)];
        var rig = await PolicyRig.Of(sizes[1]!.Value, sizes[0]!.Value, sizes[2]!.Value);
        int?[] wanted = [.. action.Split(' ').Select(Size)];
        await Put(rig, "a", all =>
        {
            all.StartTime = Nine;
            (all.MinSize, all.DesiredCapacity, all.MaxSize) = (wanted[0], wanted[1], wanted[2]);
        });
        rig.Now = Nine;
        await Look(rig);
        var group = await rig.Group();
        Assert.Equal(after, $"{group.Min} {group.Desired} {group.Max}");
        var failed = await rig.Ask(state => state.Activities.All.Select(row => row.Shown).ToList());
        Assert.Equal(before == after && action is not "- 3 -" ? 1 : 0, failed.Count);
        Assert.All(failed, activity => Assert.Equal("Failed", activity.StatusCode));
    }

    [Fact]
    public async Task A_recurring_action_acts_at_its_start_and_then_as_it_recurs_until_its_end()
    {
        var rig = await PolicyRig.Of(1);
        await Put(rig, "up", all =>
        {
            (all.StartTime, all.EndTime) = (Nine.AddMinutes(7), Nine + (Hour * 25));
            (all.Recurrence, all.DesiredCapacity) = ("0 10 * * *", 4);
        });
        Assert.Equal("09:07 10:00 10:00", await Run(rig, Nine + (Hour * 72)));
        Assert.Empty(await List(rig, new()));
    }

    [Fact]
    public async Task An_action_shows_when_it_is_due_next()
    {
        var rig = await PolicyRig.Of(1);
        await Put(rig, "up", all => (all.Recurrence, all.TimeZone, all.DesiredCapacity) =
            ("0 8 * * *", "America/New_York", 4));
        var shown = Assert.Single(await List(rig, new()));
        Assert.Equal(Nine + (Hour * 4), shown.StartTime);
        Assert.Equal(shown.StartTime, shown.Time);
        Assert.StartsWith(
            "arn:aws:autoscaling:us-east-1:111122223333:scheduledUpdateGroupAction:", shown.ScheduledActionARN);
        Assert.EndsWith(":autoScalingGroupName/web:scheduledActionName/up", shown.ScheduledActionARN);
        await Put(rig, "up", all => (all.Recurrence, all.MinSize) = ("0 9 * * *", 1));
        var anew = Assert.Single(await List(rig, new()));
        Assert.Equal((shown.ScheduledActionARN, Nine), (anew.ScheduledActionARN, anew.StartTime));
        Assert.Null(anew.DesiredCapacity);
    }

    /// <summary>Late, once, however often it was due; in the order in which they were.</summary>
    [Fact]
    public async Task What_was_due_while_nobody_was_there_acts_late()
    {
        var rig = await PolicyRig.Of(1);
        await Put(rig, "second", all => (all.StartTime, all.DesiredCapacity) = (Nine + Hour, 7));
        await Put(rig, "hourly", all => (all.Recurrence, all.MinSize) = ("30 * * * *", 1));
        await Put(rig, "first", all => (all.StartTime, all.DesiredCapacity) = (Nine, 3));
        rig.Reopen();
        rig.Now = Nine + (Hour * 5);
        Assert.Equal(rig.Now.AddMinutes(30), await Look(rig));
        Assert.Equal(7, await rig.Desired());
        Assert.Contains("from 3 to 7", await rig.Why());
        Assert.Equal("hourly", Assert.Single(await List(rig, new())).ScheduledActionName);
    }

    /// <summary>as-suspend-resume-processes.html: "only considers scheduled actions whose execution time has not yet
    /// passed".</summary>
    [Fact]
    public async Task What_is_due_while_scheduled_actions_are_suspended_never_acts()
    {
        var rig = await PolicyRig.Of(1);
        await Put(rig, "once", all => (all.StartTime, all.DesiredCapacity) = (Nine, 3));
        await Put(rig, "daily", all => (all.Recurrence, all.DesiredCapacity) = ("30 9 * * *", 5));
        await rig.Shape(shown => shown.SuspendedProcesses = [new() { ProcessName = "ScheduledActions" }]);
        rig.Now = Nine + Hour;
        await Look(rig);
        await rig.Shape(shown => shown.SuspendedProcesses = []);
        await Look(rig);
        Assert.Equal(1, await rig.Desired());
        rig.Now += Hour * 24;
        await Look(rig);
        Assert.Equal(5, await rig.Desired());
    }

    public static TheoryData<string, Action<PutScheduledUpdateGroupActionType>> Wrong { get; } = new()
    {
        {
            "At least one of max size, min size, or desired capacity must be specified",
            all => all.DesiredCapacity = null
        },
        { "Min size must be non-negative", all => all.MinSize = -1 },
        { "Max size must be non-negative", all => all.MaxSize = -1 },
        { "Desired capacity must be non-negative", all => all.DesiredCapacity = -1 },
        { "Min size must be less than or equal to max size", all => (all.MinSize, all.MaxSize) = (3, 2) },
        { "Desired capacity must be less than or equal to max size", all => all.MaxSize = 1 },
        { "Desired capacity must be greater than or equal to min size", all => all.MinSize = 3 },
        { "Given recurrence string: 0 9 ? * * is invalid", all => all.Recurrence = "0 9 ? * *" },
        {
            "Given recurrence string: 0 0 30 2 * is invalid",
            all => (all.StartTime, all.Recurrence) = (null, "0 0 30 2 *")
        },
        {
            "Time zone specified does not conform to standardized time zones found in IANA Time Zone Database",
            all => all.TimeZone = "CEST"
        },
        {
            "Scheduled start time must be specified for non-recurrent future group action",
            all => (all.StartTime, all.EndTime) = (null, Nine)
        },
        { "Given start time is in the past", all => all.StartTime = Nine - (Hour * 6) },
        { "Given end time is in the past", all => all.EndTime = Nine - (Hour * 6) },
        { "Given end time must be after start time", all => all.EndTime = Nine - Hour },
        { "Time and StartTime are the same: specify one of them", all => all.Time = Nine + Hour },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_makes_no_schedule_is_refused(
        string refusal, Action<PutScheduledUpdateGroupActionType> change)
    {
        var rig = await PolicyRig.Of(1);
        var refused = await Assert.ThrowsAsync<AwsError>(() => Put(rig, "a", all =>
        {
            (all.StartTime, all.DesiredCapacity) = (Nine, 2);
            change(all);
        }));
        Assert.Equal(("ValidationError", refusal), (refused.Code, refused.Message));
        Assert.Empty(await List(rig, new()));
    }

    [Fact]
    public async Task An_hour_has_one_action()
    {
        var rig = await PolicyRig.Of(1);
        await Put(rig, "a", all => (all.StartTime, all.DesiredCapacity) = (Nine, 2));
        await Put(rig, "a", all => (all.Time, all.DesiredCapacity) = (Nine, 3));
        var refused = await Assert.ThrowsAsync<AwsError>(() =>
            Put(rig, "b", all => (all.Recurrence, all.DesiredCapacity) = ("0 9 * * *", 2)));
        Assert.Equal("AlreadyExists", refused.Code);
        Assert.Equal("Scheduled action with this scheduled start time already exists", refused.Message);
    }

    /// <summary>"Quotas for Amazon EC2 Auto Scaling": 125 of a group, 50 in a call.</summary>
    [Fact]
    public async Task Batches_do_what_they_can_and_say_of_which_they_could_not()
    {
        var rig = await PolicyRig.Of(1);
        Assert.Empty(await Batch(rig, 0, 50));
        Assert.Empty(await Batch(rig, 50, 50));
        var failed = await Batch(rig, 100, 30);
        Assert.Equal(["a125", "a126", "a127", "a128", "a129"], failed.Select(each => each.ScheduledActionName));
        Assert.All(failed, each => Assert.Equal("LimitExceeded", each.ErrorCode));
        Assert.Equal(100, (await List(rig, new() { MaxRecords = 100 })).Count);
        await Assert.ThrowsAsync<AwsError>(() => Batch(rig, 0, 51));
        var left = await rig.AutoScaling.BatchDeleteScheduledAction(
            rig.Call("BatchDeleteScheduledAction"),
            new() { AutoScalingGroupName = PolicyRig.Web, ScheduledActionNames = ["a1", "none", "a2"] },
            PolicyRig.Ct);
        var none = Assert.Single(left.FailedScheduledActions!);
        Assert.Equal(("none", "Scheduled action name not found"), (none.ScheduledActionName, none.ErrorMessage));
        Assert.Equal(123, await rig.Ask(state => state.Schedules.Count));
    }

    [Fact]
    public async Task Actions_are_found_by_name_and_hour()
    {
        var rig = await PolicyRig.Of(1);
        await Put(rig, "a", all => (all.StartTime, all.DesiredCapacity) = (Nine, 2));
        await Put(rig, "b", all => (all.StartTime, all.DesiredCapacity) = (Nine + Hour, 2));
        rig.Reopen();
        Assert.Equal("b", Assert.Single(await List(rig, new() { StartTime = Nine.AddMinutes(1) })).ScheduledActionName);
        Assert.Equal("a", Assert.Single(await List(rig, new() { EndTime = Nine })).ScheduledActionName);
        // Who names actions gets them whenever they are.
        Assert.Single(await List(rig, new() { ScheduledActionNames = ["b", "none"], EndTime = Nine }));
        await Delete(rig, "a");
        var refused = await Assert.ThrowsAsync<AwsError>(() => Delete(rig, "a"));
        Assert.Equal("Scheduled action name not found", refused.Message);
    }

    [Fact]
    public async Task Actions_of_a_group_that_is_gone_go()
    {
        var rig = await PolicyRig.Of(1);
        await Put(rig, "a", all => (all.Recurrence, all.DesiredCapacity) = ("0 9 * * *", 2));
        await rig.Change(state => state.Groups.Remove(state.Groups.All.Single().Id));
        rig.Now = Nine;
        Assert.Null(await Look(rig));
        Assert.Equal(0, await rig.Ask(state => state.Schedules.Count));
    }

    private static int? Size(string text) => text == "-" ? null : CaseText.Whole(text);

    /// <summary>Lets time pass from one due hour to the next; gives the hours at which something acted.</summary>
    private static async Task<string> Run(PolicyRig rig, DateTimeOffset until)
    {
        var acted = new List<string>();
        while (await Look(rig) is { } next && next < until)
        {
            rig.Now = next;
            acted.Add(Hours.Text(next)[11..16]);
        }

        return string.Join(' ', acted);
    }

    private static Task<DateTimeOffset?> Look(PolicyRig rig) =>
        rig.AutoScaling.LookAtSchedules(PolicyRig.Ct).AsTask();

    private static Task Put(PolicyRig rig, string name, Action<PutScheduledUpdateGroupActionType> with)
    {
        var request = new PutScheduledUpdateGroupActionType
        {
            AutoScalingGroupName = PolicyRig.Web,
            ScheduledActionName = name,
        };
        with(request);
        return rig.AutoScaling.PutScheduledUpdateGroupAction(
            rig.Call("PutScheduledUpdateGroupAction"), request, PolicyRig.Ct).AsTask();
    }

    private static Task Delete(PolicyRig rig, string name) => rig.AutoScaling.DeleteScheduledAction(
        rig.Call("DeleteScheduledAction"),
        new() { AutoScalingGroupName = PolicyRig.Web, ScheduledActionName = name },
        PolicyRig.Ct).AsTask();

    private static async Task<List<FailedScheduledUpdateGroupActionRequest>> Batch(
        PolicyRig rig, int from, int count) => (await rig.AutoScaling.BatchPutScheduledUpdateGroupAction(
            rig.Call("BatchPutScheduledUpdateGroupAction"),
            new()
            {
                AutoScalingGroupName = PolicyRig.Web,
                ScheduledUpdateGroupActions =
                [
                    .. Enumerable.Range(from, count).Select(number => new ScheduledUpdateGroupActionRequest
                    {
                        ScheduledActionName = $"a{number}",
                        StartTime = Nine.AddMinutes(number),
                        DesiredCapacity = 2,
                    }),
                ],
            },
            PolicyRig.Ct)).FailedScheduledUpdateGroupActions!;

    private static async Task<List<ScheduledUpdateGroupAction>> List(
        PolicyRig rig, DescribeScheduledActionsType request) => (await rig.AutoScaling.DescribeScheduledActions(
            rig.Call("DescribeScheduledActions"), request, PolicyRig.Ct)).ScheduledUpdateGroupActions!;
}
