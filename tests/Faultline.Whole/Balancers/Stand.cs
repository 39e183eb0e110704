using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Faultline.Whole.Instances;

namespace Faultline.Whole.Balancers;

/// <summary>A server with an application load balancer before a program that echoes what it is sent.</summary>
public sealed class Stand : IAsyncLifetime
{
    /// <summary>The port of the plain listener.</summary>
    public const int Port = 8080;

    private static readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(60) };
    private Process? target;

    internal Server Server { get; private set; } = null!;

    public string Arn { get; private set; } = "";

    /// <summary>The balancer's name, as clients resolve it.</summary>
    public string Dns { get; private set; } = "";

    public string Group { get; private set; } = "";

    public string Listener { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Server = await Server.Start([]);
        try
        {
            await Build();
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    /// <summary>One more listener that sends to the echo.</summary>
    public Task<XElement> Listen(string protocol, int port, params (string Name, string Value)[] more) => Elb(
        "CreateListener",
        [("LoadBalancerArn", Arn), ("Protocol", protocol), ("Port", port.ToString(CultureInfo.InvariantCulture)),
            ("DefaultActions.member.1.Type", "forward"), ("DefaultActions.member.1.TargetGroupArn", Group), .. more]);

    public Task<XElement> Elb(string operation, params (string Name, string Value)[] input) =>
        Ask(operation, "2015-12-01", input);

    /// <summary>The nodes as they are on this machine, in the order of their zones.</summary>
    public async Task<List<JsonNode>> Nodes() =>
    [
        .. JsonNode.Parse(await http.GetStringAsync(new Uri($"{Server.Url}/_faultline/balancers")))!
            ["balancers"]!.AsArray().Single()!["nodes"]!.AsArray().Select(node => node!),
    ];

    /// <summary>Where the first node listens for plain requests.</summary>
    public async Task<string> Node() => (string)(await Nodes())[0]["listeners"]![0]!["at"]!;

    public static IEnumerable<string> Values(XElement answer, string name) => Machines.Values(answer, name);

    public async Task DisposeAsync()
    {
        if (target is not null)
        {
            target.StandardInput.Close();
            await target.WaitForExitAsync();
            target.Dispose();
        }

        await Server.DisposeAsync();
    }

    private async Task Build()
    {
        var port = Server.FreePort();
        target = await Serve(port);
        var subnets = Values(await Ask("DescribeSubnets", "2016-11-15"), "subnetId").Take(2).ToList();
        var vpc = Values(await Ask("DescribeVpcs", "2016-11-15"), "vpcId").First();
        await Ask("AuthorizeSecurityGroupIngress", "2016-11-15", ("GroupName", "default"), ("IpProtocol", "-1"),
            ("CidrIp", "0.0.0.0/0"));
        var made = await Elb("CreateLoadBalancer", ("Name", "stand"), ("Subnets.member.1", subnets[0]),
            ("Subnets.member.2", subnets[1]));
        (Arn, Dns) = (Values(made, "LoadBalancerArn").Single(), Values(made, "DNSName").Single());
        Group = Values(
            await Elb("CreateTargetGroup", ("Name", "stand"), ("Protocol", "HTTP"), ("Port", "80"), ("VpcId", vpc),
                ("TargetType", "ip"), ("HealthCheckIntervalSeconds", "5"), ("HealthCheckTimeoutSeconds", "2"),
                ("HealthyThresholdCount", "2")),
            "TargetGroupArn").Single();
        await Elb("RegisterTargets", ("TargetGroupArn", Group), ("Targets.member.1.Id", "127.0.0.1"),
            ("Targets.member.1.Port", port.ToString(CultureInfo.InvariantCulture)));
        Listener = Values(await Listen("HTTP", Port), "ListenerArn").First();
        await Machines.Until("all nodes find the target well", async () =>
            (await Nodes()) is [_, _] nodes && nodes.All(IsReady));
    }

    private static bool IsReady(JsonNode node) =>
        node["listeners"]!.AsArray().All(each => (string?)each!["at"] is not null)
        && node["targets"]!.AsArray() is [{ } only] && (string)only["health"]! == "healthy";

    private static async Task<Process> Serve(int port)
    {
        var process = Process.Start(new ProcessStartInfo("node", ["echo.mjs", $"{port}"])
        {
            WorkingDirectory = Repository.Clients,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        Assert.Equal("Ready.", await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1)));
        return process;
    }

    private async Task<XElement> Ask(string operation, string version, params (string Name, string Value)[] input)
    {
        using var form = new FormUrlEncodedContent(
            input.Append(("Action", operation)).Append(("Version", version))
                .Select(each => KeyValuePair.Create(each.Item1, each.Item2)));
        using var answer = await http.PostAsync(new Uri(Server.Url), form);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{operation}: {answer.StatusCode} {body}");
        return XElement.Parse(body);
    }
}
