using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Faultline.Whole.Instances;

namespace Faultline.Whole.Balancers;

/// <summary>Clients that send much through an application load balancer: nothing is lost, and all is counted.</summary>
[Collection(InstancesCollection.Name)]
public sealed partial class CrowdTests(Stand stand) : IClassFixture<Stand>
{
    private const int Connections = 16;

    [ToolFact("wrk")]
    public async Task What_wrk_counts_the_node_has_counted()
    {
        var (at, before) = (await stand.Node(), await Counts());
        var ended = await Tool.Run("wrk", ["-t2", $"-c{Connections}", "-d2s", $"http://{at}/"]);
        var said = ended.MustSucceed().Output;
        Assert.DoesNotContain("Socket errors", said);
        Assert.DoesNotContain("Non-2xx", said);
        var asked = long.Parse(Asked().Match(said).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(asked > 0, said);
        var after = await Counts();

        // When its time is over wrk leaves, and one request a connection may be on its way.
        Assert.InRange(Grown("requests"), asked, asked + Connections);
        Assert.InRange(Grown("answers2xx"), asked, asked + Connections);

        // One more finds out that it can connect.
        Assert.InRange(Grown("connections"), Connections, Connections + 1);
        foreach (var name in (string[])["answers3xx", "answers4xx", "answers5xx", "own4xx", "own5xx", "retries"])
        {
            Assert.Equal(0, Grown(name));
        }

        long Grown(string name) => (long)after[name]! - (long)before[name]!;
    }

    [Fact]
    public async Task A_WebSocket_carries_what_is_said_and_ends_as_it_should()
    {
        var environment = new Dictionary<string, string>(stand.Server.Environment)
        {
            ["NODE"] = $"ws://{await stand.Node()}/",
            ["GATEWAY"] = $"ws://127.0.0.1:{stand.Server.Port}/",
            ["NAME"] = stand.Dns,
        };
        (await Tool.Run("node", ["sockets.mjs"], environment)).MustSucceed();
    }

    private async Task<JsonNode> Counts() => (await stand.Nodes())[0]["counts"]!;

    [GeneratedRegex(@"(\d+) requests in")]
    private static partial Regex Asked();
}
