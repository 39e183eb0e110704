namespace Faultline.Tests.Logs;

/// <summary>Subscription filters, which are kept until there is somebody to deliver to.</summary>
public sealed class SubscriptionTests
{
    private const string Function = "arn:aws:lambda:us-east-1:111122223333:function:f";
    private const string Role = "arn:aws:iam::111122223333:role/r";

    private readonly LogsRig rig = new();

    [Fact]
    public async Task A_group_has_two_and_they_are_shown_as_they_were_put()
    {
        await rig.Made();
        await rig.Subscribe("b", Function, pattern: "ERROR");
        await rig.Subscribe("a", "arn:aws:kinesis:us-east-1:111122223333:stream/s", Role);
        await LogsRig.Refused("LimitExceededException", () => rig.Subscribe("c", Function));
        var made = rig.Time;
        rig.Now += TimeSpan.FromHours(1);
        await rig.Subscribe("b", Function, pattern: "FATAL");
        rig.Reopen();
        var shown = await Describe();
        Assert.Equal(["a", "b"], shown.Select(each => each.FilterName));
        Assert.Equal(("FATAL", Function, null, "ByLogStream", made, "app"), (shown[1].FilterPattern,
            shown[1].DestinationArn, shown[1].RoleArn, shown[1].Distribution, shown[1].CreationTime!.Value,
            shown[1].LogGroupName));
        Assert.Single(await Describe("a"));
        await Delete("b");
        Assert.Single(await Describe());
        await LogsRig.Refused("ResourceNotFoundException", () => Delete("b"));

        async Task Delete(string name) => await rig.Logs.DeleteSubscriptionFilter(
            rig.Call("DeleteSubscriptionFilter"),
            new() { LogGroupName = LogsRig.Group, FilterName = name },
            LogsRig.Ct);
    }

    [Theory]
    [InlineData("not an ARN", null, "not an ARN")]
    [InlineData("arn:aws:sns:us-east-1:111122223333:topic", null, "vendor sns")]
    [InlineData("arn:aws:kinesis:us-east-1:111122223333:stream/s", null, "without roleArn")]
    [InlineData("arn:aws:firehose:us-east-1:111122223333:deliverystream/s", null, "without roleArn")]
    [InlineData(Function, Role, "with roleArn")]
    [InlineData("arn:aws:lambda:eu-west-1:111122223333:function:f", null, "region")]
    [InlineData("arn:aws:logs:us-east-1:444455556666:destination:d", null, null)]
    [InlineData("arn:aws:firehose:us-east-1:111122223333:deliverystream/s", Role, null)]
    public async Task A_destination_is_one_that_AWS_delivers_to(string arn, string? role, string? says)
    {
        await rig.Made();
        if (says is null)
        {
            await rig.Subscribe("s", arn, role);
        }
        else
        {
            await LogsRig.Refused("InvalidParameterException", () => rig.Subscribe("s", arn, role), says);
        }
    }

    private async Task<List<Api.Logs.SubscriptionFilter>> Describe(string? prefix = null) =>
        (await rig.Logs.DescribeSubscriptionFilters(
            rig.Call("DescribeSubscriptionFilters"),
            new() { LogGroupName = LogsRig.Group, FilterNamePrefix = prefix },
            LogsRig.Ct)).SubscriptionFilters!;
}
