using System.Text.Json.Nodes;

namespace Faultline.Whole;

/// <summary>Faults, as a user begins, sees and ends them.</summary>
public sealed class FaultCommandTests
{
    private static readonly string[] smallWorld = ["--regions", "us-east-1,eu-west-1", "--hosts", "4"];

    [Fact]
    public async Task A_zone_loses_its_power_is_seen_and_has_it_back()
    {
        await using var server = await Server.Start(smallWorld);
        var dry = (await Run(server, "fault zone use1-az1 --power --dry-run")).MustSucceed().Output;
        foreach (var host in Enumerable.Range(1, 4))
        {
            Assert.Matches($"(?m)^  host +use1-az1-h{host} +has no power$", dry);
        }

        Assert.Equal("No fault is in force.\n", (await Run(server, "fault list")).MustSucceed().Output);

        var begun = Json(await Run(server, "fault zone use1-az1 --power --return 30s --for 10m --json"));
        var id = (string)begun["id"]!;
        Assert.Equal("zone-power", (string)begun["kind"]!);
        Assert.Equal("faultline", (string)begun["door"]!);
        Assert.Equal(5, (int)begun["hits"]!);
        Assert.Matches(
            $@"^{id}  zone-power  until \S+Z  use1-az1 has no power\n$", (await Run(server, "fault list")).Output);
        var shown = (await Run(server, $"fault show {id}")).MustSucceed().Output;
        Assert.Matches(@"(?m)^  return +30s$", shown);
        Assert.Matches(@"(?m)^    capacity +use1-az1 +0% is left$", shown);
        Assert.Equal(1, (int)Json(await Run(server, "status --json"))["faultsInForce"]!);

        var cleared = (await Run(server, $"fault clear {id}")).MustSucceed().Output;
        Assert.StartsWith($"{id} is cleared; no longer: use1-az1 has no power. 5 things put right:\n", cleared);
        Assert.Matches(@"(?m)^  host +use1-az1-h4 ", cleared);
        Assert.Empty(Json(await Run(server, "fault list --json"))["faults"]!.AsArray());
        Assert.Equal("No fault was in force.\n", (await Run(server, "fault clear --all")).MustSucceed().Output);
    }

    [Fact]
    public async Task Calls_fail_while_the_fault_is_in_force_and_no_longer()
    {
        await using var server = await Server.Start();
        using var client = new HttpClient();
        var list = $"{server.Url}/?Action=ListQueues&Version=2012-11-05";
        (await Run(server, "fault api sqs:ListQueues --error Busy --status 418")).MustSucceed();
        using var struck = await client.GetAsync(list);
        Assert.Equal(418, (int)struck.StatusCode);
        Assert.Contains("Busy", await struck.Content.ReadAsStringAsync());
        (await Run(server, "fault clear --all")).MustSucceed();
        using var well = await client.GetAsync(list);
        Assert.Equal(200, (int)well.StatusCode);
    }

    [Fact]
    public async Task Everything_wrong_is_said_at_once_with_what_was_meant_and_nothing_begins()
    {
        await using var server = await Server.Start(smallWorld);
        var refused = await Run(server, "fault zone use1-az9 --power --share 7");
        Assert.Equal(2, refused.Code);
        Assert.Equal(
            "faultline: zone: there is no zone 'use1-az9'. Did you mean use1-az1 or use1-az2 or use1-az3?\n"
            + "faultline: share is a share from 0 to 1 (or 0% to 100%); not '7'.\n",
            refused.Errors);
        var kind = await Run(server, "fault add zone-powr");
        Assert.Equal(2, kind.Code);
        Assert.Contains("There is no kind of fault 'zone-powr'. Did you mean zone-power?", kind.Errors);
        var way = await Run(server, "fault zone use1-az1");
        Assert.Equal(2, way.Code);
        Assert.StartsWith("faultline: say how: --power, --isolate or --gray.\n", way.Errors);
        Assert.Contains("`faultline fault zone --help`", way.Errors);
        Assert.Empty(Json(await Run(server, "fault list --json"))["faults"]!.AsArray());
    }

    [Fact]
    public async Task A_fault_that_hits_nothing_is_refused_unless_that_is_allowed()
    {
        await using var server = await Server.Start(smallWorld);
        var refused = await Run(server, "fault instance i-123 --crash");
        Assert.Equal(1, refused.Code);
        Assert.Contains("--allow-empty", Assert.Single(refused.Errors.TrimEnd().Split('\n')));
        var allowed = await Run(server, "fault instance i-123 --crash --allow-empty");
        Assert.Matches(@"^fault-\w+: i-123 died, until it is cleared\. It hits nothing ", allowed.MustSucceed().Output);
    }

    [Fact]
    public async Task Where_one_of_the_named_is_not_there_none_is_cleared()
    {
        await using var server = await Server.Start(smallWorld);
        var id = (string)Json(await Run(server, "fault region eu-west-1 --storm --json"))["id"]!;
        var near = id[..^1] + (id[^1] == 'x' ? 'y' : 'x');
        var refused = await Run(server, $"fault clear {id} {near}");
        Assert.Equal(1, refused.Code);
        Assert.Equal($"faultline: There is no fault {near}. Did you mean {id}?\n", refused.Errors);
        Assert.Single(Json(await Run(server, "fault list --json"))["faults"]!.AsArray());
        Assert.Single(Json(await Run(server, $"fault clear {id} {id} --json"))["cleared"]!.AsArray());
    }

    [Theory]
    [InlineData("fault list")]
    [InlineData("fault zone use1-az1 --power")]
    [InlineData("timeline --follow")]
    [InlineData("world")]
    public async Task Without_a_server_there_is_one_line_that_says_so(string command)
    {
        var refused = await Tool.Run(Repository.Faultline, [.. command.Split(' '), "--state", "/nowhere"]);
        Assert.Equal(1, refused.Code);
        Assert.Equal("faultline: no server runs over /nowhere. `faultline up` starts one.\n", refused.Errors);
    }

    [Fact]
    public async Task The_world_is_the_one_that_the_options_draw()
    {
        await using var server = await Server.Start([.. smallWorld, "--capacity", "16x64", "--timing", "aws,ec2=fast"]);
        Assert.Equal(
            ["us-east-1", "eu-west-1"],
            (await Run(server, "world")).MustSucceed().Output.TrimEnd().Split('\n').Select(line => line.Split(' ')[0]));
        var ireland = (await Run(server, "world eu-west-1")).MustSucceed().Output;
        Assert.Contains("  euw1-az3  4 hosts in 4 racks, each of 16 vCPUs and 64 GiB\n", ireland);
        Assert.Contains("    euw1-az3-h1 euw1-az3-h2 euw1-az3-h3 euw1-az3-h4\n", ireland);
        var json = Json(await Run(server, "world eu-west-1 --json"))["regions"]!.AsArray();
        Assert.Equal(4, Assert.Single(json)!["zones"]![0]!["hosts"]!.AsArray().Count);
        var unknown = await Run(server, "world eu-wset-1");
        Assert.Equal(2, unknown.Code);
        Assert.Contains("Did you mean eu-west-1?", unknown.Errors);
        Assert.Contains("  timing      aws,ec2=fast\n", (await Run(server, "status")).Output);
    }

    private static Task<Ended> Run(Server server, string command) =>
        Tool.Run(Repository.Faultline, [.. command.Split(' '), "--state", server.State]);

    private static JsonNode Json(Ended ended) => JsonNode.Parse(ended.MustSucceed().Output)!;
}
