using System.Reflection;
using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Sets;
using Faultline.Services.Keeping;
using static Faultline.Tests.CloudFormation.Sets.SetsRig;

namespace Faultline.Tests.CloudFormation.Sets;

/// <summary>What is on people's disks keeps its meaning, and operations go on after the server was killed.</summary>
public sealed class KeptTests
{
    [Fact]
    public void Kinds_keep_their_numbers() => Assert.Equal(
        "Set 20, Instance 21, Rollout 22, Leg 23, Drift 24",
        string.Join(", ", typeof(Kinds).GetFields(BindingFlags.Public | BindingFlags.Static)
            .OrderBy(field => (byte)field.GetRawConstantValue()!)
            .Select(field => $"{field.Name} {field.GetRawConstantValue()}")));

    [Fact]
    public async Task Everything_is_there_again_as_it_was()
    {
        var rig = new SetsRig();
        await rig.Create(static request =>
        {
            request.ManagedExecution = new() { Active = true };
            request.ClientRequestToken = "once";
        });
        await rig.AddInstances([1, 2], [Here, There], static request =>
            request.ParameterOverrides = [new() { ParameterKey = "Delay", ParameterValue = "3" }]);
        await rig.Settle();
        await rig.Sets.DetectStackSetDrift(rig.Call("DetectStackSetDrift"), new() { StackSetName = Name }, Ct);
        await rig.Settle();
        await rig.Update(static request => request.Description = "later");
        await rig.Sets.ImportStacksToStackSet(
            rig.Call("ImportStacksToStackSet"),
            new() { StackSetName = Name, StackIds = [$"arn:aws:cloudformation:{There}:{Account(3)}:stack/a/1"] },
            Ct);
        rig.Regions[Here].Before = static _ => new("ServiceUnavailable", 503, "Not now.");
        rig.Regions[There].Before = static _ => new("ServiceUnavailable", 503, "Not now.");
        await rig.Settle(looksMax: 3);
        var before = await Rows(rig);
        rig.Reopen();
        Assert.Equal(before, await Rows(rig));
        Assert.Contains(before, row => row.Contains("Trouble 20", StringComparison.Ordinal));
        Assert.Contains(before, row => row.Contains("Import arn:", StringComparison.Ordinal));
        Assert.Contains(before, row => row.StartsWith("drift ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Whenever_it_is_killed_each_stack_is_made_changed_and_deleted_once(bool loses)
    {
        var done = false;
        for (var look = 1; !done; look++)
        {
            var rig = new SetsRig();
            await rig.Create();
            await rig.AddInstances([1, 2], [Here, There]);
            if (loses)
            {
                rig.Regions[There].After = static _ => new("RequestTimeout", 503, "Nobody heard the answer.");
            }

            await Killed(rig, look);
            Assert.Equal(4, rig.Stacks.Count(each => each.EndsWith("CREATE_COMPLETE", StringComparison.Ordinal)));
            await rig.Update(static request =>
                request.Parameters = [new() { ParameterKey = "Delay", ParameterValue = "2" }]);
            await Killed(rig, look);
            Assert.All(rig.Regions.Values.SelectMany(each => each.There), each => Assert.Equal("Delay=2 ", each.Said));
            await rig.RemoveInstances([1, 2], [Here, There]);
            done = await Killed(rig, look);
            Assert.Empty(rig.Stacks);
            Assert.Empty(await rig.Instances());
            var made = rig.Regions.Values.SelectMany(each => each.Heard)
                .Count(each => each.EndsWith(" CreateStack", StringComparison.Ordinal));
            Assert.Equal(4, made);
            Assert.True(look < 200, "It never ends.");
        }
    }

    /// <summary>Kills it after so many looks; says whether it was at its end before.</summary>
    private static async Task<bool> Killed(SetsRig rig, int looks)
    {
        for (var look = 0; look < looks; look++)
        {
            if (await rig.Sets.SetRounds.Look(Ct) is not { } again)
            {
                return true;
            }

            rig.Now = again > rig.Now ? again : rig.Now;
        }

        rig.Reopen();
        await rig.Settle();
        return false;
    }

    private static async Task<List<string>> Rows(SetsRig rig)
    {
        using var held = await rig.Sets.SetsBook.Take(Ct);
        var state = held.State;
        return
        [
            .. state.Sets.All.Select(row => $"{Text(row, row.Shown)} {row.Token} {row.Digest} {row.IsChanged} "
                + $"{row.Since:O} {row.Deleted:O}"),
            .. state.Instances.All.Select(row => $"{Text(row, row.Shown)} {row.Set} {row.StackName} {row.StackId}"),
            .. state.Rollouts.All.Select(row => $"{Text(row, row.Shown)} {row.Set} {row.Digest} {row.OutdatesAll} "
                + $"{row.IsImport} {Text(row, row.Change)} {Text(row, row.Overrides)}"),
            .. state.Legs.All.Select(row => $"{Text(row, row.Shown)} {row.Rollout} {row.Instance} {row.Begun} "
                + $"{row.Detection} Import {row.Import} Trouble {row.Trouble:O}"),
            .. state.Drifts.All.Select(row => $"drift {Text(row, row.Shown)} {row.Leg}"),
        ];
    }

    private static string Text(IRow row, Wire.Shapes.IStructure? shown) =>
        $"{row.Id} {row.Account} {(shown is null ? "" : Convert.ToHexString(Reshape.Bytes(shown)))}";
}
