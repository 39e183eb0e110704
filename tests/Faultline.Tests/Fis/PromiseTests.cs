using System.Text.Json.Nodes;
using Faultline.Api.Fis;
using Faultline.Kernel;
using Faultline.Services.Fis.Targets;
using Faultline.Tests.CloudFormation;
using Faultline.Wire;

namespace Faultline.Tests.Fis;

/// <summary>What the README promises of experiments in passing, each by itself.</summary>
public sealed class PromiseTests
{
    private readonly FisRig rig = new();

    [Fact]
    public async Task Whoever_is_out_of_reach_when_asked_whether_it_is_over_is_asked_again()
    {
        var asked = 0;
        rig.Action.Before = (what, _, _) => what == "ask" && ++asked < 3
            ? throw new AwsError("ServiceUnavailable", 503, "not now")
            : Task.CompletedTask;
        var id = await rig.Run("a test:plain");
        Assert.Equal("running, a running", await rig.Look(id));
        await rig.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal((3, "completed, a completed"), (asked, await rig.Look(id)));
    }

    [Fact]
    public void A_list_of_zones_means_what_is_in_any_of_them()
    {
        var target = new ExperimentTarget
        {
            ResourceType = "aws:rds:db",
            SelectionMode = "ALL",
            Parameters = new() { ["availabilityZoneIdentifiers"] = "us-east-1a, us-east-1b" },
        };
        Candidate[] all = [In("us-east-1a"), In("us-east-1b"), In("us-east-1c")];
        Assert.Equal(["us-east-1a", "us-east-1b"], Choice.Of(target, all, new Dice(1)).Select(each => each.Arn));

        static Candidate In(string zone) => new(zone, new JsonObject()) { Zones = [zone] };
    }

    [Fact]
    public async Task A_service_that_has_too_many_calls_has_failed_and_not_the_configuration()
    {
        rig.Ec2.Before = static () => new("ThrottlingException", 400, "too many");
        var id = await rig.Run("a test:aimed - duration=PT10S");
        Assert.Equal("DependentServiceFailure", (await rig.Get(id)).State!.Error!.Code);
    }

    [Fact]
    public async Task A_composite_alarm_stops_it_too()
    {
        rig.Alarms.States["both"] = "OK";
        var request = rig.Request("a test:lasts - duration=PT1M");
        request.StopConditions = [new() { Source = "aws:cloudwatch:alarm", Value = ScriptedAlarms.Prefix + "both" }];
        var id = await rig.Start(await rig.Create(request));
        await rig.Settle();
        Assert.Equal("running, a running", await rig.Look(id));
        rig.Alarms.States["both"] = "ALARM";
        await rig.Pass(TimeSpan.FromSeconds(2));
        Assert.Equal("stopped, a stopped", await rig.Look(id));
    }

    [Fact]
    public async Task An_empty_log_configuration_takes_away_the_one_that_was()
    {
        var request = rig.Request("a test:plain");
        request.LogConfiguration = new()
        {
            LogSchemaVersion = 2,
            S3Configuration = new() { BucketName = "logs" },
        };
        var made = await rig.Create(request);
        Assert.NotNull(made.LogConfiguration);
        var changed = await rig.Fis.UpdateExperimentTemplate(
            rig.Call("UpdateExperimentTemplate"), new() { Id = made.Id!, LogConfiguration = new() }, FisRig.Ct);
        Assert.Null(changed.ExperimentTemplate!.LogConfiguration);
    }

    [Fact]
    public async Task With_a_template_its_accounts_are_gone()
    {
        var request = rig.Request("a test:plain");
        request.ExperimentOptions = new() { AccountTargeting = "multi-account" };
        var made = await rig.Create(request);
        await rig.Fis.CreateTargetAccountConfiguration(
            rig.Call("CreateTargetAccountConfiguration"),
            new() { ExperimentTemplateId = made.Id!, AccountId = FisRig.Account, RoleArn = FisRig.Role },
            FisRig.Ct);
        await rig.Fis.DeleteExperimentTemplate(
            rig.Call("DeleteExperimentTemplate"), new() { Id = made.Id! }, FisRig.Ct);
        using var held = await rig.Fis.Book.Take(FisRig.Ct);
        Assert.Empty(held.State.TargetAccounts.All);
    }

    [Fact]
    public async Task What_went_wrong_is_said_once_all_is_put_right()
    {
        rig.Action.Before = static (what, scene, _) => what == "stop" || (what == "begin" && scene.Name == "b")
            ? throw new AwsError("InvalidInstanceID.NotFound", 400, "no")
            : Task.CompletedTask;
        var id = await rig.Run("a test:lasts - duration=PT1M", "b test:plain");
        var shown = (await rig.Get(id)).State!;
        Assert.Equal(("stopping", "Stopping Experiment."), (shown.Status, shown.Reason));
        Assert.Null(shown.Error);
        rig.Action.Before = static (_, _, _) => Task.CompletedTask;
        await rig.Pass(TimeSpan.FromSeconds(6));
        Assert.Equal("InvalidTarget", (await rig.Get(id)).State!.Error!.Code);
    }

    [Fact]
    public async Task The_newest_experiment_is_listed_first()
    {
        var first = await rig.Run("a test:plain");
        rig.Now += TimeSpan.FromSeconds(1);
        var second = await rig.Run("a test:plain");
        rig.Now += TimeSpan.FromSeconds(1);
        var third = await rig.Run("a test:plain");
        var listed = await rig.Fis.ListExperiments(rig.Call("ListExperiments"), new(), FisRig.Ct);
        Assert.Equal([third, second, first], listed.Experiments!.Select(each => each.Id));
    }
}
