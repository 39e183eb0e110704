using Faultline.Whole.Instances;

namespace Faultline.Whole.Balancers;

/// <summary>Load balancers before instances that run, through the AWS SDK for JavaScript and the AWS CLI.</summary>
[Collection(InstancesCollection.Name)]
public sealed class ElbClientTests
{
    [Theory]
    [InlineData("elb")]
    [InlineData("elb-zone")]
    [InlineData("elb-http2")]
    [InlineData("elb-classic")]
    public async Task The_JavaScript_SDK_runs(string script)
    {
        await using var server = await Server.Start();
        (await Tool.Run("node", [$"{script}.mjs"], server.Environment)).MustSucceed();
        Assert.Equal([], server.Log.Split('\n').Where(line => line.Contains(" error ", StringComparison.Ordinal)));
        Assert.Equal(0, await server.Stop());
        Assert.Equal([], Trees.Of(server.State));
    }
}
