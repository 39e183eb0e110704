using System.Text.Json.Nodes;
using Faultline.Tests.Logs;

namespace Faultline.Tests.Fis;

/// <summary>What experiments write into CloudWatch Logs.</summary>
public sealed class LogTests
{
    private const string Group = $"arn:aws:logs:us-east-1:111122223333:log-group:{LogsRig.Group}:*";

    private readonly FisRig rig = new();

    [Fact]
    public async Task Each_step_is_a_record()
    {
        await rig.Logs.Made();
        rig.Ec2.Instances.Add(ScriptedEc2.Machine("i-1", tags: ("role", "web")));
        var id = await Run(2, "a test:aimed - duration=PT10S");
        var records = await Records(id);
        Assert.Equal(
            [
                "experiment-start", "target-resolution-start", "target-resolution-detail", "target-resolution-end",
                "action-start", "action-end", "experiment-end",
            ],
            records.Select(each => (string)each["log_type"]!));
        Assert.All(records, each => Assert.Equal((id, "2"), ((string)each["id"]!, (string)each["version"]!)));
        Assert.Equal(
            "arn:aws:ec2:us-east-1:111122223333:instance/i-1",
            (string)records[3]["details"]!["resolved_targets"]![0]!["arn"]!);
        Assert.Equal("""{"Instances":"machines"}""", records[4]["details"]!["action_targets"]!.ToJsonString());
        Assert.Equal("PT10S", (string)records[4]["details"]!["parameters"]!["duration"]!);
        Assert.Equal("2026-01-02T03:04:16.000Z", (string)records[5]["details"]!["action_end_time"]!);
        Assert.Equal(
            """{"status":"completed","reason":"Experiment completed."}""",
            records[6]["details"]!["experiment_state"]!.ToJsonString());
    }

    [Fact]
    public async Task The_first_version_lists_arns()
    {
        await rig.Logs.Made();
        rig.Ec2.Instances.Add(ScriptedEc2.Machine("i-1", tags: ("role", "web")));
        var records = await Records(await Run(1, "a test:aimed - duration=PT10S"));
        Assert.DoesNotContain(records, each => (string)each["log_type"]! == "target-resolution-detail");
        Assert.Equal(
            "arn:aws:ec2:us-east-1:111122223333:instance/i-1",
            (string)records[2]["details"]!["resolved_targets"]![0]!);
        Assert.Null(records[2]["details"]!["target_type"]);
    }

    [Fact]
    public async Task An_action_that_fails_says_why()
    {
        await rig.Logs.Made();
        rig.Action.Before = static (what, _, _) => what == "begin"
            ? throw new Wire.AwsError("No", 400, "because")
            : Task.CompletedTask;
        var records = await Records(await Run(2, "a test:lasts - duration=PT10S"));
        var error = records.Single(each => (string)each["log_type"]! == "action-error");
        Assert.Equal(
            """{"status":"failed","reason":"because"}""", error["details"]!["action_state"]!.ToJsonString());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_target_that_cannot_be_resolved_is_told_with_why(int version)
    {
        await rig.Logs.Made();
        rig.Ec2.Before = static () => new Wire.AwsError("UnauthorizedOperation", 403, "You may not look.");
        var id = await Run(version, "a test:aimed - duration=PT10S");
        Assert.Equal("failed, a cancelled", await rig.Look(id));
        var records = await Records(id);
        Assert.Equal(
            [
                "experiment-start", "target-resolution-start",
                .. version == 2 ? ["target-resolution-detail"] : Array.Empty<string>(), "target-resolution-end",
                "experiment-end",
            ],
            records.Select(each => (string)each["log_type"]!));
        var end = records[^2]["details"]!;
        Assert.Equal("You may not look.", (string)end["error_information"]!);
        Assert.Empty(end["resolved_targets"]!.AsArray());
        Assert.Equal(version == 2 ? "aws:ec2:instance" : null, (string?)end["target_type"]);
        if (version == 2)
        {
            var detail = records[2]["details"]!;
            Assert.Equal(("failed", "You may not look."), (
                (string)detail["status"]!, (string)detail["error_information"]!));
        }
    }

    [Fact]
    public async Task Without_its_group_nothing_begins()
    {
        var id = await Run(2, "a test:lasts - duration=PT10S");
        Assert.Equal("failed, a cancelled", await rig.Look(id));
        Assert.Equal("logConfiguration", (await rig.Get(id)).State!.Error!.Location);
        Assert.Empty(rig.Action.Asked);
    }

    private async Task<string> Run(int version, params string[] actions)
    {
        rig.Now = rig.Logs.Now;
        var request = rig.Request(actions);
        request.LogConfiguration = new()
        {
            LogSchemaVersion = version,
            CloudWatchLogsConfiguration = new() { LogGroupArn = Group },
        };
        var id = await rig.Start(await rig.Create(request));
        await rig.Pass(TimeSpan.FromSeconds(15));
        return id;
    }

    private async Task<List<JsonNode>> Records(string id)
    {
        var page = await rig.Logs.Logs.GetLogEvents(
            rig.Logs.Call("GetLogEvents"),
            new() { LogGroupName = LogsRig.Group, LogStreamName = $"/aws/fis/{id}", StartFromHead = true },
            FisRig.Ct);
        return page.Events!.ConvertAll(each => JsonNode.Parse(each.Message!)!);
    }
}
