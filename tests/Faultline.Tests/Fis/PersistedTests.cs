using System.Reflection;
using Faultline.Services.Fis.Keeping;
using Faultline.Wire.Shapes;

namespace Faultline.Tests.Fis;

/// <summary>What is on people's disks keeps its meaning: whoever changes these numbers breaks experiments.</summary>
public sealed class PersistedTests
{
    private readonly FisRig rig = new();

    [Fact]
    public void Kinds_keep_their_numbers() => Assert.Equal(
        "Template 1, Experiment 2, TargetAccount 3, Lever 4",
        string.Join(", ", typeof(Kinds).GetFields(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(field => (byte)field.GetRawConstantValue()!)
            .Select(field => $"{field.Name} {field.GetRawConstantValue()}")));

    [Fact]
    public void Phases_keep_their_numbers() => Assert.Equal(
        "Waiting 1, Beginning 2, Running 3, Ending 4, Over 5",
        string.Join(", ", Enum.GetValues<Phase>().Select(phase => $"{phase} {(int)phase}")));

    [Fact]
    public async Task Everything_is_there_again_as_it_was()
    {
        rig.Ec2.Instances.Add(ScriptedEc2.Machine("i-1", tags: ("role", "web")));
        var request = rig.Request(
            "a test:aimed - duration=PT1M", "b test:lasts - duration=PT2S", "c test:plain b", "d test:plain a");
        request.Targets!["machines"].Filters = [new() { Path = "VpcId", Values = ["vpc-1"] }];
        request.ExperimentOptions = new() { AccountTargeting = "multi-account" };
        request.LogConfiguration = new()
        {
            LogSchemaVersion = 2,
            S3Configuration = new() { BucketName = "bucket" },
            CloudWatchLogsConfiguration = new() { LogGroupArn = "arn:aws:logs:us-east-1:111122223333:log-group:app" },
        };
        await rig.Logs.Made();
        var template = await rig.Create(request);
        await rig.Fis.CreateTargetAccountConfiguration(
            rig.Call("CreateTargetAccountConfiguration"),
            new() { ExperimentTemplateId = template.Id!, AccountId = FisRig.Account, RoleArn = FisRig.Role },
            FisRig.Ct);
        rig.Action.IsDone = _ => false;
        var id = await rig.Start(template);
        await rig.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal("running, a running, b completed, c running, d pending", await rig.Look(id));
        await rig.Fis.StopExperiment(rig.Call("StopExperiment"), new() { Id = id }, FisRig.Ct);
        await rig.Fis.UpdateSafetyLeverState(
            rig.Call("UpdateSafetyLeverState"),
            new() { Id = "default", State = new() { Status = "engaged", Reason = "r" } },
            FisRig.Ct);
        var before = await Rows();
        rig.Reopen();
        Assert.Equal(before, await Rows());
        Assert.Equal(4, before.Count);
    }

    private async Task<List<string>> Rows()
    {
        using var held = await rig.Fis.Book.Take(FisRig.Ct);
        return
        [
            .. held.State.Templates.All.Select(row => $"{row.Id} {row.Token} {row.Print} {Text(row.Shown)}"),
            .. held.State.Experiments.All.Select(Text),
            .. held.State.TargetAccounts.All.Select(row => $"{row.Id} {Text(row.Shown)}"),
            .. held.State.Levers.All.Select(row => $"{row.Id} {Text(row.Shown)}"),
        ];
    }

    private static string Text(ExperimentRow row) => string.Join(
        '\n',
        [
            $"{row.Id} {row.Account} {row.Token} {row.Print} {row.Status} {row.Reason} {row.Verdict} {row.Started:O} "
            + $"{row.Ended:O} {Text(row.Asked)}",
            .. row.Runs.Select(run => $"{run with { Kept = run.Kept.Clear() }} {string.Join(' ', run.Kept)}"),
            .. row.Found.Select(found => $"{found.Target} {found.Resource.ResourceType} {found.Resource.Arn} "
                + $"{string.Join(' ', found.Resource.Facts)} {string.Join(' ', found.Resource.Parameters)}"),
            .. row.Accounts.Select(account => Text(account)),
            .. row.Lines.Select(line => $"{line.At:O} {line.Text}"),
        ]);

    private static string Text(IStructure structure) => Convert.ToHexString(Reshape.Bytes(structure));
}
