namespace Faultline.Whole;

/// <summary>Stack sets and drift through the AWS SDK for JavaScript.</summary>
public sealed class CloudFormationSetsTests
{
    [Fact]
    public async Task The_JavaScript_SDK_spreads_stacks_over_accounts_and_regions()
    {
        await using var server = await Server.Start();
        var ended = (await Tool.Run("node", ["cloudformation-sets.mjs"], server.Environment)).MustSucceed();
        var called = ended.Output.Split('\n').Single(line => line.StartsWith("called: ", StringComparison.Ordinal));
        Assert.Equal(
            22, called.Split(' ').Count(word => word.Contains("Stack", StringComparison.Ordinal)));
        Assert.Equal([], server.Log.Split('\n').Where(line => line.Contains(" error ", StringComparison.Ordinal)));
        Assert.Equal(0, await server.Stop());
    }
}
