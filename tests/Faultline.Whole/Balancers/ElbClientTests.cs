using System.IO.Compression;
using System.Text;
using Faultline.Whole.Instances;

namespace Faultline.Whole.Balancers;

/// <summary>Load balancers before instances that run, through the AWS SDK for JavaScript and the AWS CLI.</summary>
public sealed class ElbClientTests
{
    [Theory]
    [InlineData("elb", "front-logs/web/AWSLogs/000000000000/elasticloadbalancing/us-east-1")]
    [InlineData("elb-zone", null)]
    [InlineData("elb-http2", null)]
    [InlineData("elb-classic", null)]
    public async Task The_JavaScript_SDK_runs(string script, string? logs)
    {
        await using var server = await Server.Start();
        (await Tool.Run("node", [$"{script}.mjs"], server.Environment)).MustSucceed();
        Assert.Equal([], server.Log.Split('\n').Where(line => line.Contains(" error ", StringComparison.Ordinal)));
        Assert.Equal(0, await server.Stop());
        Assert.Equal([], Trees.Of(server.State));
        if (logs is not null)
        {
            var lines = Read(Path.Combine(server.State, "logs", logs));
            Assert.Contains("\"GET http://front-", lines, StringComparison.Ordinal);
        }
    }

    private static string Read(string folder)
    {
        var text = new StringBuilder();
        foreach (var file in Directory.GetFiles(folder, "*.log.gz", SearchOption.AllDirectories))
        {
            using var packed = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
            using var reader = new StreamReader(packed);
            text.Append(reader.ReadToEnd());
        }

        return text.ToString();
    }
}
