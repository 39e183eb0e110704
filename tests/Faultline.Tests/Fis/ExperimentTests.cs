using Faultline.Api.CloudWatch;
using Faultline.Api.Fis;
using Faultline.Tests.CloudFormation;
using Faultline.Wire;

namespace Faultline.Tests.Fis;

/// <summary>The course of experiments, a look at a time.</summary>
public sealed class ExperimentTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly FisRig rig = new();

    [Fact]
    public async Task Actions_run_beside_each_other_or_after_each_other_for_as_long_as_they_last()
    {
        var id = await rig.Run(
            "a test:lasts - duration=PT10S", "b test:lasts a duration=PT5S", "c test:lasts - duration=PT20S");
        Assert.Equal("running, a running, b pending, c running", await rig.Look(id));
        await rig.Pass(Second * 9);
        Assert.Equal("running, a running, b pending, c running", await rig.Look(id));
        await rig.Pass(Second);
        Assert.Equal("running, a completed, b running, c running", await rig.Look(id));
        await rig.Pass(Second * 5);
        Assert.Equal("running, a completed, b completed, c running", await rig.Look(id));
        await rig.Pass(Second * 5);
        Assert.Equal("completed, a completed, b completed, c completed", await rig.Look(id));
        Assert.Equal(["begin a", "begin c", "end a", "begin b", "end b", "end c"], rig.Action.Asked);
        Assert.Empty(rig.Action.InEffect);
        var shown = await rig.Get(id);
        Assert.Equal("Experiment completed.", shown.State!.Reason);
        Assert.Equal("Action was completed.", shown.Actions!["a"].State!.Reason);
        Assert.Equal(Second * 10, shown.Actions["a"].EndTime - shown.Actions["a"].StartTime);
        Assert.Equal(Second * 20, shown.EndTime - shown.StartTime);
        Assert.Equal(
            [
                $"the experiment {id} is running", "the action a (test:lasts) of " + id + " is initiating",
                "the action c (test:lasts) of " + id + " is initiating",
                "the action a (test:lasts) of " + id + " is running",
            ],
            rig.Told.Take(4));
        Assert.Equal($"the experiment {id} is completed: Experiment completed.", rig.Told[^1]);
    }

    [Fact]
    public async Task The_first_answer_says_that_it_is_initiating()
    {
        var template = await rig.Create(rig.Request("a test:plain"));
        var id = await rig.Start(template);
        var shown = await rig.Get(id);
        Assert.StartsWith("EXP", id, StringComparison.Ordinal);
        Assert.Equal(("initiating", "Experiment is initiating."), (shown.State!.Status, shown.State.Reason));
        Assert.Equal("Initial state", shown.Actions!["a"].State!.Reason);
        Assert.Empty(rig.Action.Asked);
    }

    [Fact]
    public async Task One_without_a_duration_is_asked_each_second_whether_it_is_over()
    {
        var asked = 0;
        rig.Action.IsDone = _ => ++asked == 4;
        var id = await rig.Run("a test:plain");
        await rig.Pass(Second * 2);
        Assert.Equal((3, "running, a running"), (asked, await rig.Look(id)));
        await rig.Pass(Second);
        Assert.Equal((4, "completed, a completed"), (asked, await rig.Look(id)));
    }

    [Fact]
    public async Task One_with_a_duration_is_tended_each_second_and_not_asked_whether_it_is_over()
    {
        var id = await rig.Run("a test:lasts - duration=PT10S");
        await rig.Pass(Second * 5);
        Assert.Equal((6, "running, a running"), (rig.Action.Tended["a"], await rig.Look(id)));
        await rig.Pass(Second * 20);
        Assert.Equal((10, "completed, a completed"), (rig.Action.Tended["a"], await rig.Look(id)));
    }

    /// <summary>Its answer is not waited for: the question is taken back.</summary>
    [Fact]
    public async Task A_stop_does_not_wait_for_an_action_that_is_being_asked()
    {
        rig.Action.Before = async (what, _, ct) =>
        {
            if (what == "tend")
            {
                var never = new TaskCompletionSource();
                await using var gone = ct.Register(() => never.TrySetCanceled(ct));
                await never.Task;
            }
        };
        var id = await rig.Run("a test:lasts - duration=PT10S");
        await rig.Fis.StopExperiment(rig.Call("StopExperiment"), new() { Id = id }, FisRig.Ct);
        await rig.Settle();
        Assert.Equal("stopped, a stopped", await rig.Look(id));
    }

    [Fact]
    public async Task What_an_action_kept_it_has_when_it_ends_on_another_server()
    {
        var id = await rig.Run("a test:lasts - duration=PT10S");
        var began = rig.Action.Scenes["a"].Began;
        rig.Reopen();
        await rig.Pass(Second * 10);
        Assert.Equal("completed, a completed", await rig.Look(id));
        Assert.Equal(["begin a", "end a"], rig.Action.Asked);
        var scene = rig.Action.Scenes["a"];
        Assert.Equal((began, $"{id}-a", Second * 10), (scene.Began, scene.Kept["token"], scene.Lasts));
    }

    [Fact]
    public async Task One_that_was_asked_to_begin_is_asked_again_after_a_kill()
    {
        var never = new TaskCompletionSource();
        rig.Action.After = (_, _, _) => never.Task;
        var id = await rig.Run("a test:lasts - duration=PT10S");
        Assert.Equal("running, a initiating", await rig.Look(id));
        var began = rig.Action.Scenes["a"].Began;
        rig.Reopen();
        rig.Action.After = (_, _, _) => Task.CompletedTask;
        rig.Now += Second * 3;
        await rig.Settle();
        Assert.Equal("running, a running", await rig.Look(id));
        Assert.Equal(["begin a", "begin a"], rig.Action.Asked);
        Assert.Equal(began, rig.Action.Scenes["a"].Began);
    }

    [Fact]
    public async Task Stopped_by_hand_everything_ends_and_nothing_more_begins()
    {
        var id = await rig.Run("a test:lasts - duration=PT10S", "b test:lasts a duration=PT5S");
        var stopping = await rig.Fis.StopExperiment(rig.Call("StopExperiment"), new() { Id = id }, FisRig.Ct);
        Assert.Equal("stopping", stopping.Experiment!.State!.Status);
        await rig.Settle();
        Assert.Equal("stopped, a stopped, b cancelled", await rig.Look(id));
        Assert.Equal(["begin a", "stop a"], rig.Action.Asked);
        Assert.True(rig.Action.Scenes["a"].IsStopped);
        Assert.Equal(
            $"Experiment {id} cannot be stopped. It is stopped.",
            await FisRig.Refused("ValidationException", async () => await rig.Fis.StopExperiment(
                rig.Call("StopExperiment"), new() { Id = id }, FisRig.Ct)));
    }

    [Fact]
    public async Task What_is_refused_fails_the_experiment_and_ends_the_others()
    {
        rig.Action.Before = (what, scene, _) => what == "begin" && scene.Name == "b"
            ? throw new AwsError("InvalidInstanceID.NotFound", 400, "There is no i-1.")
            : Task.CompletedTask;
        var id = await rig.Run(
            "a test:lasts - duration=PT10S", "b test:lasts - duration=PT5S", "c test:lasts a duration=PT5S");
        Assert.Equal("failed, a stopped, b failed, c cancelled", await rig.Look(id));
        Assert.Empty(rig.Action.InEffect);
        Assert.Contains("stop b", rig.Action.Asked);
        var shown = await rig.Get(id);
        Assert.Equal("Action b failed: There is no i-1.", shown.State!.Reason);
        Assert.Equal("There is no i-1.", shown.Actions!["b"].State!.Reason);
        Assert.Equal(
            (FisRig.Account, "InvalidTarget", "actions.b"),
            (shown.State.Error!.AccountId, shown.State.Error.Code, shown.State.Error.Location));
    }

    [Fact]
    public async Task What_cannot_be_put_right_is_tried_for_an_hour()
    {
        var tries = 0;
        rig.Action.Before = (what, _, _) => what == "end" && ++tries < 100
            ? throw new AwsError("ServiceUnavailable", 503, "later")
            : Task.CompletedTask;
        var id = await rig.Run("a test:lasts - duration=PT10S");
        await rig.Pass(Second * 400);
        Assert.Equal("running, a running", await rig.Look(id));
        await rig.Pass(Second * 200);
        Assert.Equal("completed, a completed", await rig.Look(id));
        tries = -10_000;
        id = await rig.Run("a test:lasts - duration=PT10S");
        await rig.Pass(Second * 3500);
        Assert.Equal("running, a running", await rig.Look(id));
        await rig.Pass(Second * 200);
        Assert.Equal("failed, a failed", await rig.Look(id));
        Assert.Equal(
            "What the action did could not be put right: later", (await rig.Get(id)).Actions!["a"].State!.Reason);
    }

    [Fact]
    public async Task One_that_is_never_over_is_stopped_after_12_hours()
    {
        rig.Action.IsDone = _ => false;
        var id = await rig.Run("a test:plain");
        rig.Now += TimeSpan.FromHours(12) - Second;
        await rig.Settle();
        Assert.Equal("running, a running", await rig.Look(id));
        await rig.Pass(Second);
        Assert.Equal("failed, a stopped", await rig.Look(id));
    }

    [Fact]
    public async Task An_alarm_that_goes_off_stops_it()
    {
        rig.Alarms.States["errors"] = StateValue.Ok;
        var request = rig.Request("a test:lasts - duration=PT1M");
        request.StopConditions = [new() { Source = "aws:cloudwatch:alarm", Value = ScriptedAlarms.Prefix + "errors" }];
        var id = await rig.Start(await rig.Create(request));
        await rig.Pass(Second * 10);
        Assert.Equal("running, a running", await rig.Look(id));
        rig.Alarms.States["errors"] = StateValue.Alarm;
        await rig.Pass(Second * 2);
        Assert.Equal("stopped, a stopped", await rig.Look(id));
        var shown = await rig.Get(id);
        Assert.Equal("Experiment halted by stop condition.", shown.State!.Reason);
        Assert.Null(shown.State.Error);

        // It rings already: nothing begins.
        id = await rig.Start(await rig.Create(Again(request)));
        await rig.Settle();
        Assert.Equal("stopped, a cancelled", await rig.Look(id));
        rig.Alarms.States.Clear();
        id = await rig.Start(await rig.Create(Again(request)));
        await rig.Settle();
        Assert.Equal("failed, a cancelled", await rig.Look(id));
        Assert.Equal("There is no alarm errors.", (await rig.Get(id)).State!.Reason);
        Assert.Equal(["begin a", "stop a"], rig.Action.Asked);
    }

    [Fact]
    public async Task A_target_that_resolves_to_nothing_fails_the_experiment_or_skips_the_action()
    {
        var id = await rig.Run("a test:aimed - duration=PT1M", "b test:plain");
        Assert.Equal("failed, a cancelled, b cancelled", await rig.Look(id));
        var shown = await rig.Get(id);
        Assert.Equal("Target resolution returned empty set.", shown.State!.Reason);
        Assert.Equal(("InvalidTarget", "targets.machines"), (shown.State.Error!.Code, shown.State.Error.Location));
        Assert.Empty(rig.Action.Asked);
        var request = rig.Request("a test:aimed - duration=PT1M", "b test:plain a");
        request.ExperimentOptions = new() { EmptyTargetResolutionMode = "skip" };
        id = await rig.Start(await rig.Create(request));
        await rig.Settle();
        Assert.Equal("completed, a skipped, b completed", await rig.Look(id));
        Assert.Equal(["begin b", "end b"], rig.Action.Asked);
    }

    [Fact]
    public async Task Targets_are_resolved_once_and_handed_to_the_action()
    {
        rig.Ec2.Instances.Add(ScriptedEc2.Machine("i-1", tags: ("role", "web")));
        var id = await rig.Run("a test:aimed - duration=PT10S");
        rig.Ec2.Instances.Clear();
        rig.Reopen();
        await rig.Pass(Second * 10);
        Assert.Equal("completed, a completed", await rig.Look(id));
        var target = Assert.Single(rig.Action.Scenes["a"].Targets);
        Assert.Equal(
            ("aws:ec2:instance", "i-1", "arn:aws:ec2:us-east-1:111122223333:instance/i-1"),
            (target.ResourceType, target.Id, target.Facts["arn"]));
        Assert.Equal($"arn:aws:sts::111122223333:assumed-role/chaos/{id}", rig.Action.Scenes["a"].Who.Arn);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_fails_it_before_anything_begins()
    {
        rig.Ec2.Before = static () => new("ServiceUnavailable", 503, "not now");
        var id = await rig.Run("a test:aimed - duration=PT10S");
        Assert.Equal("failed, a cancelled", await rig.Look(id));
        Assert.Equal("DependentServiceFailure", (await rig.Get(id)).State!.Error!.Code);
    }

    [Fact]
    public async Task What_does_not_act_here_is_refused_by_name_and_can_be_previewed()
    {
        var template = await rig.Create(rig.Request("a test:absent - duration=PT1M"));
        Assert.Equal(
            "Action \"a\" (test:absent) does not act in Faultline.",
            await FisRig.Refused("ValidationException", () => rig.Start(template)));
        var id = await rig.Start(template, "skip-all");
        await rig.Settle();
        Assert.Equal("completed, a skipped", await rig.Look(id));
    }

    [Fact]
    public async Task Five_run_at_once_and_the_same_token_starts_one()
    {
        var template = await rig.Create(rig.Request("a test:lasts - duration=PT1M"));
        for (var i = 0; i < 5; i++)
        {
            await rig.Start(template);
        }

        await FisRig.Refused("ServiceQuotaExceededException", () => rig.Start(template));
        await rig.Pass(Second * 61);
        var request = new StartExperimentRequest { ClientToken = "same", ExperimentTemplateId = template.Id! };
        var first = await rig.Fis.StartExperiment(rig.Call("StartExperiment"), request, FisRig.Ct);
        rig.Reopen();
        var second = await rig.Fis.StartExperiment(rig.Call("StartExperiment"), request, FisRig.Ct);
        Assert.Equal(first.Experiment!.Id, second.Experiment!.Id);
        request.Tags = new() { ["a"] = "b" };
        await FisRig.Refused("ConflictException", async () =>
            await rig.Fis.StartExperiment(rig.Call("StartExperiment"), request, FisRig.Ct));
    }

    [Fact]
    public async Task The_safety_lever_stops_what_runs_and_cancels_what_is_new()
    {
        var id = await rig.Run("a test:lasts - duration=PT1M");
        Assert.Equal("disengaged", await Lever());
        await FisRig.Refused("ConflictException", () => Pull("disengaged", "another"));
        await Pull("engaged");
        Assert.Equal("engaging", await Lever());
        await Pull("engaged");
        await FisRig.Refused("ConflictException", () => Pull("disengaged"));
        await rig.Settle();
        Assert.Equal("engaged", await Lever());
        Assert.Contains("is engaged already", await FisRig.Refused(
            "ConflictException", () => Pull("engaged", "another")), StringComparison.Ordinal);
        Assert.Equal("stopped, a stopped", await rig.Look(id));
        id = await rig.Run("a test:lasts - duration=PT1M");
        Assert.Equal("cancelled, a cancelled", await rig.Look(id));
        await Pull("disengaged");
        id = await rig.Run("a test:lasts - duration=PT1M");
        Assert.Equal("running, a running", await rig.Look(id));
        await FisRig.Refused("ResourceNotFoundException", async () => await rig.Fis.GetSafetyLever(
            rig.Call("GetSafetyLever"), new() { Id = "other" }, FisRig.Ct));

        async Task<string> Lever() => (await rig.Fis.GetSafetyLever(
            rig.Call("GetSafetyLever"), new() { Id = "default" }, FisRig.Ct)).SafetyLever!.State!.Status!;
        async Task Pull(string status, string why = "r") => await rig.Fis.UpdateSafetyLeverState(
            rig.Call("UpdateSafetyLeverState"),
            new() { Id = "default", State = new() { Status = status, Reason = why } },
            FisRig.Ct);
    }

    [Fact]
    public async Task Other_accounts_are_kept_and_not_struck()
    {
        var request = rig.Request("a test:plain");
        request.ExperimentOptions = new() { AccountTargeting = "multi-account" };
        var template = await rig.Create(request);
        Assert.Contains("has no target account", await FisRig.Refused(
            "ValidationException", () => rig.Start(template)), StringComparison.Ordinal);
        await Aim(FisRig.Account);
        var id = await rig.Start(template);
        await rig.Settle();
        Assert.Equal(1, (await rig.Get(id)).TargetAccountConfigurationsCount);
        await Aim("444455556666");
        Assert.Contains("444455556666", await FisRig.Refused(
            "ValidationException", () => rig.Start(template)), StringComparison.Ordinal);
        var listed = await rig.Fis.ListExperimentTargetAccountConfigurations(
            rig.Call("ListExperimentTargetAccountConfigurations"), new() { ExperimentId = id }, FisRig.Ct);
        Assert.Equal(FisRig.Account, Assert.Single(listed.TargetAccountConfigurations!).AccountId);

        async Task Aim(string account) => await rig.Fis.CreateTargetAccountConfiguration(
            rig.Call("CreateTargetAccountConfiguration"),
            new() { ExperimentTemplateId = template.Id!, AccountId = account, RoleArn = FisRig.Role },
            FisRig.Ct);
    }

    [Fact]
    public async Task A_report_is_waited_for_and_then_not_written()
    {
        var request = rig.Request("a test:lasts - duration=PT10S");
        request.ExperimentReportConfiguration = new()
        {
            Outputs = new() { S3Configuration = new() { BucketName = "reports" } },
            PreExperimentDuration = "PT30S",
            PostExperimentDuration = "PT1M",
        };
        var id = await rig.Start(await rig.Create(request));
        await rig.Pass(Second * 29);
        Assert.Equal("pending, a pending", await rig.Look(id));
        await rig.Pass(Second * 12);
        Assert.Equal("completed, a completed", await rig.Look(id));
        Assert.Equal("running", (await rig.Get(id)).ExperimentReport!.State!.Status);
        rig.Now += TimeSpan.FromMinutes(1);
        var report = (await rig.Get(id)).ExperimentReport!.State!;
        Assert.Equal("failed", report.Status);
        Assert.Contains("S3", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_are_kept_for_120_days()
    {
        var id = await rig.Run("a test:plain");
        rig.Now += TimeSpan.FromDays(120) - Second;
        await rig.Settle();
        Assert.Equal("completed, a completed", await rig.Look(id));
        await rig.Pass(Second);
        await FisRig.Refused("ResourceNotFoundException", () => rig.Get(id));
    }

    /// <summary>The same under another token.</summary>
    private static CreateExperimentTemplateRequest Again(CreateExperimentTemplateRequest request)
    {
        request.ClientToken += "'";
        return request;
    }
}
