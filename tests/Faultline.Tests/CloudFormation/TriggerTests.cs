using Faultline.Api.CloudFormation;
using Faultline.Api.CloudWatch;
using Faultline.Wire;

namespace Faultline.Tests.CloudFormation;

/// <summary>Alarms that roll back what is under way.</summary>
public sealed class TriggerTests
{
    private const string Errors = ScriptedAlarms.Prefix + "errors";
    private const string Both = ScriptedAlarms.Prefix + "both";

    private readonly ScriptedAlarms alarms = new();
    private readonly StackRig rig;

    public TriggerTests()
    {
        rig = new(new() { CloudWatch = alarms });
        alarms.States["errors"] = StateValue.Ok;
        alarms.States["both"] = StateValue.InsufficientData;
    }

    [Fact]
    public async Task A_stack_is_made_once_its_alarms_have_been_well_for_so_long()
    {
        var begun = rig.Now;
        await rig.Create(StackRig.Body("A Size=1"), request => request.RollbackConfiguration = Watch(10, Errors, Both));
        await rig.Settle(TimeSpan.FromMinutes(9));
        Assert.Equal("CREATE_IN_PROGRESS", await rig.Status());
        Assert.Equal("A CREATE_COMPLETE", (await rig.Events())[^1]);
        await rig.Settle();
        Assert.Equal("CREATE_COMPLETE", await rig.Status());
        Assert.InRange(rig.Now - begun, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10.5));
        Assert.All(alarms.Asked, each => Assert.Equal(
            "arn:aws:iam::111122223333:root errors,both MetricAlarm,CompositeAlarm", each));
    }

    [Fact]
    public async Task An_alarm_in_the_time_after_takes_a_new_stack_away()
    {
        await rig.Create(StackRig.Body("A Size=1"), request => request.RollbackConfiguration = Watch(10, Errors));
        await rig.Settle(TimeSpan.FromMinutes(5));
        alarms.States["errors"] = StateValue.Alarm;
        await rig.Settle();
        Assert.Contains(
            $"app ROLLBACK_IN_PROGRESS The following rollback trigger(s) went to ALARM state: [{Errors}].",
            await rig.Events());
        Assert.Equal("ROLLBACK_COMPLETE", await rig.Status());
        Assert.Empty(rig.Things.There);
    }

    [Fact]
    public async Task An_alarm_during_an_update_takes_it_back_before_it_is_through()
    {
        await Stand();
        rig.Things.IsSettled = name => name != "A" || alarms.States["both"] == StateValue.Alarm;
        await rig.Update(StackRig.Body("A Size=2", "B Link=A"), request =>
            request.RollbackConfiguration = Watch(0, Errors, Both));
        await rig.Settle(TimeSpan.FromSeconds(5));
        Assert.Equal("UPDATE_IN_PROGRESS", await rig.Status());
        alarms.States["both"] = StateValue.Alarm;
        await rig.Settle();
        Assert.Contains(
            $"app UPDATE_ROLLBACK_IN_PROGRESS The following rollback trigger(s) went to ALARM state: [{Both}].",
            await rig.Events());
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        Assert.Equal("A 1", rig.Things.Shown);
    }

    [Fact]
    public async Task What_an_update_replaces_stands_until_the_time_after_is_over()
    {
        await Stand();
        await rig.Update(StackRig.Body("A Name=x"), request => request.RollbackConfiguration = Watch(3, Errors));
        await rig.Settle(TimeSpan.FromMinutes(2));
        Assert.Equal(2, rig.Things.There.Count);
        await rig.Settle();
        Assert.Single(rig.Things.There);
        Assert.Equal("UPDATE_COMPLETE", await rig.Status());

        // They hold for later updates, until others are given.
        alarms.States["errors"] = StateValue.Alarm;
        await rig.Update(StackRig.Body("A Name=x Size=3"));
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        await rig.Update(StackRig.Body("A Name=x Size=3"), request => request.RollbackConfiguration = Watch(0));
        await rig.Settle();
        Assert.Equal("UPDATE_COMPLETE", await rig.Status());
    }

    [Fact]
    public async Task Without_alarms_the_time_after_is_waited_and_can_be_cut_short()
    {
        await Stand();
        await rig.Update(StackRig.Body("A Size=2"), request => request.RollbackConfiguration = Watch(60));
        await rig.Settle(TimeSpan.FromMinutes(59));
        Assert.Equal("UPDATE_IN_PROGRESS", await rig.Status());
        await rig.Formation.CancelUpdateStack(
            rig.Call("CancelUpdateStack"), new() { StackName = StackRig.Name }, StackRig.Ct);
        await rig.Settle();
        Assert.Equal("A 1", rig.Things.Shown);
        await rig.Update(StackRig.Body("A Size=3"));
        await rig.Settle();
        Assert.Equal("UPDATE_COMPLETE", await rig.Status());
    }

    [Theory]
    [InlineData(ScriptedAlarms.Prefix + "nobody")]
    [InlineData("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:errors")]
    [InlineData("arn:aws:cloudwatch:us-east-1:444455556666:alarm:errors")]
    [InlineData("errors")]
    public async Task An_alarm_that_is_not_there_fails_the_operation(string missing)
    {
        await rig.Create(
            StackRig.Body("A Size=1"), request => request.RollbackConfiguration = Watch(0, Errors, missing));
        await rig.Settle();
        Assert.Contains(
            $"app ROLLBACK_IN_PROGRESS The rollback trigger {missing} does not exist.", await rig.Events());
        Assert.Equal("ROLLBACK_COMPLETE", await rig.Status());
    }

    [Fact]
    public async Task Where_no_time_is_asked_for_it_is_over_with_the_look_after_the_last_resource()
    {
        var begun = rig.Now;
        await rig.Create(StackRig.Body("A Size=1"), request => request.RollbackConfiguration = Watch(0, Errors));
        await rig.Settle();
        Assert.Equal("CREATE_COMPLETE", await rig.Status());
        Assert.True(rig.Now - begun < TimeSpan.FromSeconds(1), $"It took {rig.Now - begun}.");
    }

    [Fact]
    public async Task An_outage_of_alarms_is_waited_out_for_a_while()
    {
        alarms.Before = () => alarms.Asked.Count < 5 ? ScriptedThings.Outage : null;
        await rig.Create(StackRig.Body("A Size=1"), request => request.RollbackConfiguration = Watch(1, Errors));
        await rig.Settle();
        Assert.Equal("CREATE_COMPLETE", await rig.Status());
        alarms.Before = static () => ScriptedThings.Outage;
        await rig.Update(StackRig.Body("A Size=2"));
        await rig.Settle();
        Assert.Contains(
            "app UPDATE_ROLLBACK_IN_PROGRESS The rollback triggers could not be monitored: not now",
            await rig.Events());
    }

    [Fact]
    public async Task Whoever_may_not_look_at_alarms_rolls_back()
    {
        alarms.Before = static () => new AwsError("AccessDenied", 403, "You may not.");
        await rig.Create(StackRig.Body("A Size=1"), request => request.RollbackConfiguration = Watch(1, Errors));
        await rig.Settle();
        Assert.Contains(
            "app ROLLBACK_IN_PROGRESS The rollback triggers could not be monitored: You may not.",
            await rig.Events());
    }

    [Fact]
    public async Task A_server_that_is_killed_meanwhile_goes_on_with_the_time_after()
    {
        var begun = rig.Now;
        await rig.Create(StackRig.Body("A Size=1"), request => request.RollbackConfiguration = Watch(10, Errors));
        for (var minute = 0; minute < 9; minute++)
        {
            await rig.Settle(TimeSpan.FromMinutes(1));
            rig.Reopen();
        }

        Assert.Equal("CREATE_IN_PROGRESS", await rig.Status());
        await rig.Settle();
        Assert.Equal("CREATE_COMPLETE", await rig.Status());
        Assert.InRange(rig.Now - begun, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(10.5));
    }

    [Fact]
    public async Task A_change_set_brings_its_own_alarms()
    {
        await Stand();
        alarms.States["errors"] = StateValue.Alarm;
        await rig.Formation.CreateChangeSet(rig.Call("CreateChangeSet"), new()
        {
            StackName = StackRig.Name,
            ChangeSetName = "c",
            TemplateBody = StackRig.Body("A Size=2"),
            RollbackConfiguration = Watch(1, Errors),
        }, StackRig.Ct);
        await rig.Formation.ExecuteChangeSet(
            rig.Call("ExecuteChangeSet"), new() { StackName = StackRig.Name, ChangeSetName = "c" }, StackRig.Ct);
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        Assert.Equal(1, (await rig.Look()).RollbackConfiguration!.MonitoringTimeInMinutes);
    }

    private static RollbackConfiguration Watch(int minutes, params string[] alarms) => new()
    {
        MonitoringTimeInMinutes = minutes,
        RollbackTriggers =
            [.. alarms.Select(arn => new RollbackTrigger { Arn = arn, Type = "AWS::CloudWatch::Alarm" })],
    };

    private async Task Stand()
    {
        await rig.Create(StackRig.Body("A Size=1"));
        await rig.Settle();
        Assert.Equal("CREATE_COMPLETE", await rig.Status());
        Assert.Empty(alarms.Asked);
    }
}
