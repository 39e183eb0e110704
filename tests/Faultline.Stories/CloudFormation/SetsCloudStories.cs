using Faultline.Api.CloudFormation;
using Faultline.Simulation;

namespace Faultline.Stories.CloudFormation;

/// <summary>Stack sets over real stacks of real queues, while the server dies and control planes freeze.</summary>
public sealed class SetsCloudStories
{
    [Fact]
    public void Each_account_has_one_queue_in_each_region_and_none_is_left() => Explore.Seeds(200, async world =>
    {
        var cloud = new SetsCloud(world);
        await cloud.Begin();
        var accounts = 1 + world.Dice.Below(2);
        var trouble = cloud.Torment(times: world.Dice.Below(5));
        if (world.Dice.Chance(0.5))
        {
            await cloud.Stage.Begin(
                "control-plane-frozen", cloud.Stage.Seconds(1, 8),
                ("region", SetsCloud.Both[world.Dice.Below(2)]));
        }

        await cloud.Ask<CreateStackSetOutput>("CreateStackSet", new CreateStackSetInput
        {
            StackSetName = SetsCloud.Name, TemplateBody = SetsCloud.Body, ClientRequestToken = "once",
        });
        var asked = new StackSetOperationPreferences
        {
            RegionConcurrencyType = world.Dice.Chance(0.5)
                ? RegionConcurrencyType.Parallel
                : RegionConcurrencyType.Sequential,
            MaxConcurrentCount = 2,
            FailureToleranceCount = 1,
        };
        var targets = Enumerable.Range(1, accounts).Select(SetsCloud.Account).ToList();
        var added = await cloud.Do("CreateStackInstances", id => new CreateStackInstancesInput
        {
            StackSetName = SetsCloud.Name, Accounts = targets, Regions = [.. SetsCloud.Both], OperationId = id,
            OperationPreferences = asked,
        });
        Assert.Equal(StackSetOperationStatus.Succeeded, added.Status);
        Assert.Equal(All(accounts, "1"), await cloud.Queues(accounts));
        var changed = await cloud.Do("UpdateStackSet", id => new UpdateStackSetInput
        {
            StackSetName = SetsCloud.Name, UsePreviousTemplate = true, OperationId = id, OperationPreferences = asked,
            Parameters = [new() { ParameterKey = "Delay", ParameterValue = "7" }],
        });
        Assert.Equal(StackSetOperationStatus.Succeeded, changed.Status);
        Assert.Equal(All(accounts, "7"), await cloud.Queues(accounts));
        var removed = await cloud.Do("DeleteStackInstances", id => new DeleteStackInstancesInput
        {
            StackSetName = SetsCloud.Name, Accounts = targets, Regions = [.. SetsCloud.Both], OperationId = id,
            OperationPreferences = asked, RetainStacks = false,
        });
        Assert.Equal(StackSetOperationStatus.Succeeded, removed.Status);
        Assert.Empty(await cloud.Queues(accounts));
        await trouble;
        await cloud.Ask<DeleteStackSetOutput>(
            "DeleteStackSet", new DeleteStackSetInput { StackSetName = SetsCloud.Name });
    });

    private static List<string> All(int accounts, string delay) =>
    [
        .. from number in Enumerable.Range(1, accounts)
           from region in SetsCloud.Both
           select $"{number} {region} {delay}",
    ];
}
