using Faultline.Api.CloudFormation;

namespace Faultline.Tests.CloudFormation;

/// <summary>Stacks within stacks, over templates that a test puts at addresses.</summary>
public sealed class NestedTests
{
    private const string Outer = """
        {"Parameters": {"P": {"Type": "String"}},
         "Resources": {"In": {"Type": "AWS::CloudFormation::Stack",
             "Properties": {"TemplateURL": "s3://in", "Parameters": {"Size": {"Ref": "P"}}}},
           "Z": {"Type": "Test::Cloud::Thing", "Properties": {"Size": {"Fn::GetAtt": ["In", "Outputs.Size"]}}}}}
        """;

    private const string Inner = """
        {"Parameters": {"Size": {"Type": "String"}},
         "Resources": {"A": {"Type": "Test::Cloud::Thing", "Properties": {"Size": {"Ref": "Size"}}}},
         "Outputs": {"Size": {"Value": {"Fn::GetAtt": ["A", "Size"]}}}}
        """;

    private readonly StackRig rig = new();

    [Fact]
    public async Task An_inner_stack_is_made_changed_and_deleted_with_its_outer_one()
    {
        var id = await Stand("1");
        Assert.Equal("A 1, Z 1", rig.Things.Shown);
        var inner = (await All()).Single(each => each.ParentId is not null);
        Assert.Equal(id, inner.ParentId);
        Assert.Equal(id, inner.RootId);
        await Change("2");
        Assert.Equal("UPDATE_COMPLETE", await rig.Status());
        Assert.Equal("A 2, Z 2", rig.Things.Shown);
        await rig.Delete();
        await rig.Settle();
        Assert.Equal("DELETE_COMPLETE", await rig.Status(id));
        Assert.Empty(rig.Things.There);
        Assert.Empty(await All());
    }

    [Fact]
    public async Task An_inner_stack_that_fails_fails_its_outer_one()
    {
        rig.Things.Before = (what, name) => what == "create" && name == "A" ? ScriptedThings.Refusal("never") : null;
        rig.Templates["s3://in"] = Inner;
        await rig.Create(Outer, request => request.Parameters = [new() { ParameterKey = "P", ParameterValue = "1" }]);
        await rig.Settle();
        Assert.Equal("ROLLBACK_COMPLETE", await rig.Status());
        Assert.Contains(
            await rig.Events(), each => each.Contains("was not successfully created: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_outer_stack_that_goes_back_takes_the_inner_one_with_it()
    {
        await Stand("1");
        rig.Things.Before = (what, name) => what == "update" && name == "Z" && rig.Things.Shown == "A 2, Z 1"
            ? ScriptedThings.Refusal()
            : null;
        await Change("2");
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        Assert.Equal("A 1, Z 1", rig.Things.Shown);
    }

    [Fact]
    public async Task An_inner_stack_that_goes_back_takes_the_outer_one_with_it()
    {
        await Stand("1");
        rig.Things.Before = (what, name) => what == "update" && name == "A"
            ? ScriptedThings.Refusal()
            : null;
        await Change("2");
        Assert.Equal("UPDATE_ROLLBACK_FAILED", await rig.Status());
        rig.Things.Before = static (_, _) => null;
        foreach (var stack in (await All()).OrderBy(each => each.ParentId is null))
        {
            if (stack.StackStatus == StackStatus.UpdateRollbackFailed)
            {
                await rig.Formation.ContinueUpdateRollback(
                    rig.Call("ContinueUpdateRollback"), new() { StackName = stack.StackName! }, StackRig.Ct);
                await rig.Settle();
            }
        }

        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        Assert.Equal("A 1, Z 1", rig.Things.Shown);
    }

    private async Task<List<Api.CloudFormation.Stack>> All() =>
        (await rig.Formation.DescribeStacks(rig.Call("DescribeStacks"), new(), StackRig.Ct)).Stacks!;

    private async Task<string> Stand(string size)
    {
        rig.Templates["s3://in"] = Inner;
        var id = await rig.Create(
            Outer, request => request.Parameters = [new() { ParameterKey = "P", ParameterValue = size }]);
        await rig.Settle();
        Assert.Equal("CREATE_COMPLETE", await rig.Status());
        return id;
    }

    private async Task Change(string size)
    {
        await rig.Update("", request =>
        {
            (request.TemplateBody, request.UsePreviousTemplate) = (null, true);
            request.Parameters = [new() { ParameterKey = "P", ParameterValue = size }];
        });
        await rig.Settle();
    }
}
