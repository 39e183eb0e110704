using System.Text.Json.Nodes;
using Faultline.Kernel;
using Faultline.Services;
using Faultline.Services.CloudFormation.Resources;
using Faultline.Services.Provisioning;
using Faultline.Wire;
using static Faultline.Tests.CloudFormation.Sets.SetsRig;

namespace Faultline.Tests.CloudFormation.Sets;

/// <summary><c>AWS::CloudFormation::StackSet</c>, as a stack makes, changes and deletes it.</summary>
public sealed class StackSetTypeTests
{
    private readonly SetsRig rig = new();

    private StackSetType Type => new(() => rig.Sets);

    [Fact]
    public async Task A_set_is_made_with_its_stacks_changed_and_deleted()
    {
        var work = Of(delay: "1", """[{"DeploymentTargets":{"Accounts":["ACC1"]},"Regions":["us-east-1"]}]""");
        var id = await Type.Create(work, Ct);
        Assert.Equal(id, await Type.Create(work, Ct));
        work = work with { Id = id };
        await Ready(work);
        Assert.Equal(["1 us-east-1 CREATE_COMPLETE"], rig.Stacks);

        var after = Of(delay: "4", """
            [{"DeploymentTargets":{"Accounts":["ACC1","ACC2"]},"Regions":["eu-west-1"]},
             {"DeploymentTargets":{"Accounts":["ACC2"]},"Regions":["us-east-1"],
              "ParameterOverrides":[{"ParameterKey":"Delay","ParameterValue":"9"}]}]
            """) with { Id = id };
        await Type.Update(after, work.Properties, Ct);
        await Ready(after);
        Assert.Equal(
            ["1 eu-west-1 CREATE_COMPLETE", "2 eu-west-1 CREATE_COMPLETE", "2 us-east-1 CREATE_COMPLETE"], rig.Stacks);
        Assert.Equal("Delay=9", rig.Regions[Here].There.Single().Said.Trim());
        Assert.All(rig.Regions[There].There, each => Assert.Equal("Delay=4", each.Said.Trim()));
        var read = (await Type.Read(after, Ct))!;
        Assert.Equal(2, read["StackInstancesGroup"]!.AsArray().Count);
        Assert.Equal(id, read["StackSetId"]!.GetValue<string>());

        // The very same again changes nothing.
        Assert.True(await Type.IsReady(after, Ct));
        await Type.Delete(after, Ct);
        for (var tries = 0; !await Type.IsGone(after, Ct); tries++)
        {
            Assert.True(tries < 10, "It does not go.");
            await rig.Settle();
        }

        Assert.Empty(rig.Stacks);
        Assert.Null(await Type.Read(after, Ct));
        Assert.True(await Type.IsGone(after, Ct));
    }

    [Fact]
    public async Task An_override_that_changes_changes_its_stack()
    {
        const string Group = """
            [{"DeploymentTargets":{"Accounts":["ACC1"]},"Regions":["us-east-1"],
              "ParameterOverrides":[{"ParameterKey":"Delay","ParameterValue":"VALUE"}]}]
            """;
        var work = Of("1", Group.Replace("VALUE", "5", StringComparison.Ordinal));
        work = work with { Id = await Type.Create(work, Ct) };
        await Ready(work);
        work = work with { Properties = Of("1", Group.Replace("VALUE", "6", StringComparison.Ordinal)).Properties };
        await Ready(work);
        Assert.Equal("Delay=6", rig.Regions[Here].There.Single().Said.Trim());
    }

    [Fact]
    public async Task A_stack_that_fails_fails_the_resource_with_its_reason()
    {
        rig.Regions[Here].Failing.Add(Account(1));
        var work = Of(delay: "1", """[{"DeploymentTargets":{"Accounts":["ACC1"]},"Regions":["us-east-1"]}]""");
        work = work with { Id = await Type.Create(work, Ct) };
        Assert.Contains(
            "It is refused here", (await Assert.ThrowsAsync<AwsError>(() => Ready(work))).Message,
            StringComparison.Ordinal);
        for (var tries = 0; !await Type.IsGone(work, Ct); tries++)
        {
            Assert.True(tries < 10, "It does not go.");
            await rig.Settle();
        }
    }

    private async Task Ready(Work work)
    {
        for (var tries = 0; !await Type.IsReady(work, Ct); tries++)
        {
            Assert.True(tries < 10, "It does not get ready.");
            await rig.Settle();
        }
    }

    private Work Of(string delay, string groups) => new()
    {
        StackId = "arn:aws:cloudformation:us-east-1:111122223333:stack/outer/1",
        StackName = "outer",
        LogicalId = "Set",
        Region = Here,
        Token = "0123456789abcdef0123456789abcdef",
        Properties = new(new JsonObject
        {
            ["StackSetName"] = Name,
            ["PermissionModel"] = "SELF_MANAGED",
            ["TemplateBody"] = Body,
            ["Parameters"] = new JsonArray(new JsonObject { ["ParameterKey"] = "Delay", ["ParameterValue"] = delay }),
            ["OperationPreferences"] = new JsonObject { ["FailureToleranceCount"] = "0" },
            ["StackInstancesGroup"] = JsonNode.Parse(groups
                .Replace("ACC1", Account(1), StringComparison.Ordinal)
                .Replace("ACC2", Account(2), StringComparison.Ordinal)),
        }),
        Tags = new Dictionary<string, string> { ["aws:cloudformation:stack-name"] = "outer" },
        Caller = Principal.Root(Admin, null),
        Calls = new InnerCalls(Here, new(Here, rig.Clock, new Dice(1)), Surroundings.Quiet()),
    };
}
