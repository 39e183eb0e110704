using Faultline.Whole.Instances;

namespace Faultline.Whole.CloudFormation;

/// <summary>What aws-cdk-lib synthesizes, deployed and destroyed through the AWS SDK for JavaScript.</summary>
public sealed class CdkTests
{
    [Fact]
    public async Task An_architecture_of_the_CDK_comes_up_serves_and_goes()
    {
        await using var server = await Server.Start();
        (await Tool.Run("node", ["cloudformation-cdk.mjs"], server.Environment)).MustSucceed();
        Assert.Equal([], server.Log.Split('\n').Where(line => line.Contains(" error ", StringComparison.Ordinal)));
        Assert.Equal(0, await server.Stop());
        Assert.Equal([], Trees.Of(server.State));
    }
}
