using Faultline.Api.CloudFormation;

namespace Faultline.Tests.CloudFormation;

/// <summary>Stacks that wait until somebody says that a resource is ready.</summary>
public sealed class SignalTests
{
    private const string Policy = """A Size=1 @CreationPolicy={"ResourceSignal":{"Count":2,"Timeout":"PT10M"}}""";

    private readonly StackRig rig = new();

    [Fact]
    public async Task A_resource_is_made_once_its_signals_have_come()
    {
        await rig.Create(StackRig.Body(Policy));
        await Wait();
        await Signal("i-1");
        await Signal("i-1");
        await Wait();
        Assert.Equal("CREATE_IN_PROGRESS", await rig.Status());
        await Signal("i-2");
        await Wait();
        Assert.Equal("CREATE_COMPLETE", await rig.Status());
        Assert.Equal(
            "A CREATE_IN_PROGRESS Received SUCCESS signal with UniqueId i-1", (await rig.Events())[3]);
        await StackRig.Refused("ValidationError", () => Signal("i-3"), "cannot be signaled");
    }

    [Fact]
    public async Task An_update_waits_for_no_signals_of_a_creation_policy()
    {
        await rig.Create(StackRig.Body("A Size=3"));
        await rig.Settle();
        await rig.Update(StackRig.Body(Policy));
        await Wait();
        Assert.Equal("UPDATE_COMPLETE", await rig.Status());
    }

    [Fact]
    public async Task A_signal_of_failure_fails_it()
    {
        await rig.Create(StackRig.Body(Policy));
        await Wait();
        await Signal("i-1", "FAILURE");
        await rig.Settle();
        Assert.Contains(
            "A CREATE_FAILED Received 1 FAILURE signal(s) out of 2.  Unable to satisfy 100% "
            + "MinSuccessfulInstancesPercent requirement",
            await rig.Events());
        Assert.Equal("ROLLBACK_COMPLETE", await rig.Status());
    }

    [Fact]
    public async Task Signals_that_do_not_come_in_time_fail_it()
    {
        var begun = rig.Now;
        await rig.Create(StackRig.Body(Policy));
        await rig.Settle();
        Assert.Contains(
            "A CREATE_FAILED Failed to receive 2 resource signal(s) within the specified duration", await rig.Events());
        Assert.True(rig.Now - begun < TimeSpan.FromMinutes(11));
    }

    [Fact]
    public async Task Some_may_fail_where_the_policy_says_so()
    {
        await rig.Create(StackRig.Body(
            """A Size=1 @CreationPolicy={"ResourceSignal":{"Count":4},"AutoScalingCreationPolicy":"""
            + """{"MinSuccessfulInstancesPercent":75}}"""));
        await Wait();
        await Signal("i-1", "FAILURE");
        await Wait();
        Assert.Equal("CREATE_IN_PROGRESS", await rig.Status());
        await Signal("i-2");
        await Signal("i-3");
        await Signal("i-4");
        await Wait();
        Assert.Equal("CREATE_COMPLETE", await rig.Status());
    }

    [Fact]
    public async Task A_share_of_signals_is_rounded_up()
    {
        await rig.Create(StackRig.Body(
            """A Size=1 @CreationPolicy={"ResourceSignal":{"Count":3},"AutoScalingCreationPolicy":"""
            + """{"MinSuccessfulInstancesPercent":50}}"""));
        await Wait();
        await Signal("i-1");
        await Signal("i-2", "FAILURE");
        await Wait();
        Assert.Equal("CREATE_IN_PROGRESS", await rig.Status());
        await Signal("i-3");
        await Wait();
        Assert.Equal("CREATE_COMPLETE", await rig.Status());
    }

    [Fact]
    public async Task Signals_of_which_some_do_not_come_in_time_fail_it()
    {
        await rig.Create(StackRig.Body(Policy));
        await Wait();
        await Signal("i-1");
        await rig.Settle();
        Assert.Contains(
            "A CREATE_FAILED Failed to receive 1 resource signal(s) for the current batch.  Each resource signal "
            + "timeout is counted as a FAILURE.",
            await rig.Events());
    }

    [Fact]
    public async Task Signals_survive_a_server_that_is_killed()
    {
        await rig.Create(StackRig.Body(Policy));
        await Wait();
        await Signal("i-1");
        rig.Reopen();
        await Wait();
        await Signal("i-2");
        await Wait();
        Assert.Equal("CREATE_COMPLETE", await rig.Status());
    }

    [Theory]
    [InlineData("SUCCESS", "CREATE_COMPLETE")]
    [InlineData("FAILURE", "ROLLBACK_COMPLETE")]
    public async Task A_wait_condition_hears_what_is_put_at_its_handle(string status, string becomes)
    {
        await rig.Create("""
            {"Resources": {"H": {"Type": "AWS::CloudFormation::WaitConditionHandle"},
              "W": {"Type": "AWS::CloudFormation::WaitCondition",
                "Properties": {"Handle": {"Ref": "H"}, "Timeout": "600", "Count": 1}}},
             "Outputs": {"Data": {"Value": {"Fn::GetAtt": ["W", "Data"]}}}}
            """);
        await Wait();
        var handle = (await rig.Formation.DescribeStackResource(
            rig.Call("DescribeStackResource"),
            new() { StackName = StackRig.Name, LogicalResourceId = "H" },
            StackRig.Ct)).StackResourceDetail!.PhysicalResourceId!;
        Assert.StartsWith("http://localhost:4566/_faultline/signals/us-east-1/", handle, StringComparison.Ordinal);
        var token = handle[(handle.LastIndexOf('/') + 1)..];
        Assert.NotNull(await rig.Formation.Signal("nobody", Body(status), StackRig.Ct));
        Assert.NotNull(await rig.Formation.Signal(token, "not json", StackRig.Ct));
        Assert.Null(await rig.Formation.Signal(token, Body(status), StackRig.Ct));
        await rig.Settle();
        Assert.Equal(becomes, await rig.Status());
        if (status == "SUCCESS")
        {
            Assert.Equal("""{"one":"d"}""", (await rig.Look()).Outputs!.Single().OutputValue);
        }
    }

    [Fact]
    public async Task A_wait_condition_whose_time_is_over_fails()
    {
        await rig.Create("""
            {"Resources": {"H": {"Type": "AWS::CloudFormation::WaitConditionHandle"},
              "W": {"Type": "AWS::CloudFormation::WaitCondition",
                "Properties": {"Handle": {"Ref": "H"}, "Timeout": "60", "Count": 2}}}}
            """);
        await rig.Settle();
        Assert.Contains(await rig.Events(), each => each.Contains(
            "WaitCondition timed out. Received 0 conditions when expecting 2", StringComparison.Ordinal));
    }

    private static string Body(string status) =>
        $$"""{"Status": "{{status}}", "UniqueId": "one", "Reason": "r", "Data": "d"}""";

    private Task Wait() => rig.Settle(TimeSpan.FromSeconds(5));

    private async Task Signal(string id, string status = "SUCCESS") => await rig.Formation.SignalResource(
        rig.Call("SignalResource"),
        new() { StackName = StackRig.Name, LogicalResourceId = "A", UniqueId = id, Status = status },
        StackRig.Ct);
}
