using Faultline.Api.CloudFormation;
using Faultline.Kernel;
using Faultline.Kernel.Faults;
using Faultline.Kernel.Faults.Kinds;
using Faultline.Tests.Ec2;
using Parameter = Faultline.Api.CloudFormation.Parameter;

namespace Faultline.Tests.CloudFormation;

/// <summary>Requests that are odd, come at the wrong time, or come twice.</summary>
public sealed class RequestTests
{
    private const string Sized = """
        {"Parameters": {"P": {"Type": "String"}},
         "Resources": {"A": {"Type": "Test::Cloud::Thing", "Properties": {"Size": {"Ref": "P"}}}}}
        """;

    private readonly StackRig rig = new();

    [Theory]
    [InlineData("app\n", "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*")]
    [InlineData("a.b", "Member must satisfy regular expression pattern: [a-zA-Z][-a-zA-Z0-9]*")]
    [InlineData("LONG", "Member must have length less than or equal to 128")]
    public async Task A_name_that_is_none_is_refused(string name, string says) => await StackRig.Refused(
        "ValidationError",
        () => rig.Create(StackRig.Body("A Size=1"), request => request.StackName = name == "LONG"
            ? new('a', 129)
            : name),
        $"at 'stackName' failed to satisfy constraint: {says}");

    [Fact]
    public async Task A_value_of_before_goes_with_no_value_but_an_empty_one()
    {
        await rig.Create(Sized, request => request.Parameters = [new() { ParameterKey = "P", ParameterValue = "1" }]);
        await rig.Settle();
        await StackRig.Refused(
            "ValidationError", () => rig.Update(Sized, request => request.Parameters = [Before("2")]),
            "Invalid input for parameter key P. Cannot specify usePreviousValue as true and non empty value for a "
            + "parameter");
        await StackRig.Refused(
            "ValidationError", () => rig.Update(Sized, request => request.Parameters = [Before("")]), "No updates");
        static Parameter Before(string value) =>
            new() { ParameterKey = "P", ParameterValue = value, UsePreviousValue = true };
    }

    [Fact]
    public async Task A_stack_that_is_being_changed_cannot_be_deleted()
    {
        await rig.Create(StackRig.Body("A Size=1"));
        await rig.Settle();
        rig.Things.IsSettled = static _ => false;
        await rig.Update(StackRig.Body("A Size=2"));
        await rig.Settle(TimeSpan.FromSeconds(5));
        await StackRig.Refused(
            "ValidationError", () => rig.Delete(), "Stack [app] cannot be deleted while in status UPDATE_IN_PROGRESS");
        rig.Things.IsSettled = static _ => true;
        await rig.Settle();
        await rig.Delete();
        await rig.Settle();
        Assert.Empty(rig.Things.There);
    }

    [Fact]
    public async Task A_rollback_that_is_asked_for_again_is_the_same()
    {
        await rig.Create(StackRig.Body("A Size=1", "B Bad=1"), request => request.OnFailure = OnFailure.DoNothing);
        await rig.Settle();
        Assert.Equal("CREATE_FAILED", await rig.Status());
        var first = await Roll("token");
        Assert.Equal(first, await Roll("token"));
        await rig.Settle();
        Assert.Equal(first, await Roll("token"));
        Assert.Equal("ROLLBACK_COMPLETE", await rig.Status());
        await StackRig.Refused("ValidationError", () => Roll("other"), "can not be rolled back");

        async Task<string> Roll(string token) => (await rig.Formation.RollbackStack(
            rig.Call("RollbackStack"), new() { StackName = StackRig.Name, ClientRequestToken = token }, StackRig.Ct))
            .OperationId!;
    }

    [Fact]
    public async Task A_rollback_that_goes_on_goes_on_once()
    {
        await rig.Create(StackRig.Body("A Size=1"));
        await rig.Settle();
        rig.Things.Before = (what, _) => what == "update" ? ScriptedThings.Refusal() : null;
        await rig.Update(StackRig.Body("A Size=2"));
        await rig.Settle();
        Assert.Equal("UPDATE_ROLLBACK_FAILED", await rig.Status());
        rig.Things.Before = static (_, _) => null;
        await Continue("token");
        await Continue("token");
        await rig.Settle();
        await Continue("token");
        Assert.Equal("UPDATE_ROLLBACK_COMPLETE", await rig.Status());
        await StackRig.Refused("ValidationError", () => Continue("other"), "UPDATE_ROLLBACK_FAILED");

        async Task Continue(string token) => await rig.Formation.ContinueUpdateRollback(
            rig.Call("ContinueUpdateRollback"),
            new() { StackName = StackRig.Name, ClientRequestToken = token },
            StackRig.Ct);
    }

    [Fact]
    public async Task Whether_a_thing_is_there_is_not_told_from_a_service_that_does_not_answer()
    {
        var throttled = new ApiError(
            new(Surroundings.Quiet().Atlas.Region("us-east-1")!), new("ThrottlingException", 400, "Rate exceeded"));
        var busy = new StackRig(new() { Ec2 = Ec2Call.In("us-east-1") });
        busy.Around.Board.Show(new(
            [.. from effect in throttled.Effects(busy.Around.Atlas, 1, 1) select (throttled.Says, effect)]));
        await StackRig.Refused(
            "ThrottlingException",
            () => busy.Create(
                Sized.Replace("\"String\"", "\"AWS::EC2::VPC::Id\"", StringComparison.Ordinal),
                request => request.Parameters = [new() { ParameterKey = "P", ParameterValue = "vpc-1" }]),
            "Rate exceeded");
    }

    [Fact]
    public async Task Rules_see_what_the_caller_sees_and_nothing_else()
    {
        var ec2 = Ec2Call.In("us-east-1");
        var (mine, other) = (await Vpc(Ec2Call.Account), await Vpc("999988887777"));
        Assert.NotEqual(mine, other);
        var here = new StackRig(new() { Ec2 = ec2 });
        string Only(string vpc) => $$$$"""
            {"Rules": {"R": {"Assertions": [{"Assert": {"Fn::EachMemberIn":
                [{"Fn::RefAll": "AWS::EC2::VPC::Id"}, ["{{{{vpc}}}}"]]}, "AssertDescription": "There are others."}]}},
             "Resources": {"A": {"Type": "Test::Cloud::Thing"}}}
            """;
        await StackRig.Refused("ValidationError", () => here.Create(Only(other)), "There are others.");
        await here.Create(Only(mine));

        async Task<string> Vpc(string account) => (await ec2.DescribeVpcs(
            Ec2Call.Of("DescribeVpcs", account), new(), StackRig.Ct)).Vpcs!.Single().VpcId!;
    }
}
