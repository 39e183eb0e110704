using Faultline.Whole.Instances;

namespace Faultline.Whole.AutoScaling;

/// <summary>Groups whose instances run, through the AWS SDK for JavaScript.</summary>
public sealed class ScalingClientTests
{
    [Theory]
    [InlineData("autoscaling.mjs")]
    [InlineData("measures.mjs")]
    public async Task The_JavaScript_SDK_runs(string script)
    {
        await using var server = await Server.Start();
        (await Tool.Run("node", [script], server.Environment)).MustSucceed();
        Assert.Equal([], server.Log.Split('\n').Where(line => line.Contains(" error ", StringComparison.Ordinal)));
        Assert.Equal(0, await server.Stop());
        Assert.Equal([], Trees.Of(server.State));
    }
}
