using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Faultline.Bench;

/// <summary>
/// EC2: launches that run processes, how soon a moved address leads to its new instance, and how long lists take. The
/// lists are of stopped instances, so that there may be a thousand.
/// </summary>
internal static class Ec2Rates
{
    private const int Launched = 100;
    private const int Moves = 20;
    private const string Throughput = "DescribeInstances of 1,000";

    public static async Task Run(Arguments arguments)
    {
        var sheet = new Sheet();
        await using var server = await Served.Faultline(arguments.Binary, 4706, "strict");
        await using var peers = await Peers.Start(arguments.Peers, 4720, "moto");
        using var own = new Instances(server.Port);
        for (var round = 0; round < arguments.Rounds; round++)
        {
            Console.Error.WriteLine($"round {round + 1} of {arguments.Rounds}");
            await Launches(sheet, own);
            await Remaps(sheet, own);
        }

        await own.Lay(495, "most");
        await own.Lay(5, "few");
        for (var round = 0; round < arguments.Rounds; round++)
        {
            await Latency(sheet, own, server.Port, arguments.Time, "500 of 500", "most&Filter.2.Value.2=few");
            await Latency(sheet, own, server.Port, arguments.Time, "5 of 500", "few");
        }

        await own.Lay(500, "more");
        await Compare(sheet, arguments, own, server.Port, peers);
        sheet.Print(arguments.Json, name => name == $"{Throughput}, faultline, per second" && peers.Running.Any()
            ? $"{Throughput}, moto, per second"
            : null);
    }

    /// <summary>From the call to the last being said to run; of the web image, to the last that listens.</summary>
    private static async Task Launches(Sheet sheet, Instances own)
    {
        var begin = Stopwatch.GetTimestamp();
        var ids = await own.Launch(Launched, Instances.Shell);
        await own.Wait(ids, "running");
        sheet.Add($"{Launched} shell instances to running, s", Stopwatch.GetElapsedTime(begin).TotalSeconds);
        await own.Terminate(ids);

        begin = Stopwatch.GetTimestamp();
        ids = await own.Launch(Launched, Instances.Web);
        await Task.WhenAll(ids.Select(async id => await Accepts(await own.Here(id))));
        await own.Wait(ids, "running");
        sheet.Add($"{Launched} web instances to listening, s", Stopwatch.GetElapsedTime(begin).TotalSeconds);
        await own.Terminate(ids);
    }

    private static async Task Accepts(System.Text.Json.Nodes.JsonNode instance)
    {
        var at = IPAddress.Parse((string)instance["address"]!);
        await Instances.Until($"{instance["id"]} listens", async () => await Answers(new(at, 80)));
    }

    private static async Task<bool> Answers(IPEndPoint at)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(at);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>From the call that moves an Elastic IP to the first answer of its new instance.</summary>
    private static async Task Remaps(Sheet sheet, Instances own)
    {
        var groups = Instances.Values(await own.Ask("DescribeSecurityGroups"), "groupId");
        var pair = await own.Launch(2, Instances.Web);
        await own.Wait(pair, "running");
        var address = await own.Ask("AllocateAddress", "&Domain=vpc");
        var (allocation, ip) = (Instances.Values(address, "allocationId")[0], Instances.Values(address, "publicIp")[0]);
        var rule = $"&GroupId={groups[0]}&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=80"
            + "&IpPermissions.1.ToPort=80&IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0/0";
        await own.Ask("AuthorizeSecurityGroupIngress", rule);
        var at = new Uri($"http://{ip}/");
        for (var move = 0; move <= Moves; move++)
        {
            var target = pair[move % 2];
            var begin = Stopwatch.GetTimestamp();
            await own.Ask("AssociateAddress", $"&AllocationId={allocation}&InstanceId={target}");
            await Instances.Until($"{ip} leads to {target}", async () => (await Body(at)).Contains(target));
            if (move > 0)
            {
                sheet.Add(
                    "moving an Elastic IP to the first byte, ms", Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            }
        }

        await own.Ask("RevokeSecurityGroupIngress", rule);
        await own.Terminate(pair);
        await own.Ask("ReleaseAddress", $"&AllocationId={allocation}");
    }

    private static async Task<string> Body(Uri at)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(1) };
        try
        {
            return await client.GetStringAsync(at);
        }
        catch (Exception none) when (none is HttpRequestException or TaskCanceledException)
        {
            return "";
        }
    }

    private static async Task Latency(
        Sheet sheet, Instances own, int port, TimeSpan time, string what, string tags)
    {
        var request = own.Request(
            "DescribeInstances",
            "&Filter.1.Name=instance-state-name&Filter.1.Value.1=stopped&Filter.2.Name=tag%3Abatch&Filter.2.Value.1="
            + tags);
        var rate = await Load.Run(port, 1, time, (line, _) => line.Must(request));
        sheet.Add($"DescribeInstances, filters give {what}, ms", rate.MedianMicroseconds / 1000);
    }

    private static async Task Compare(
        Sheet sheet, Arguments arguments, Instances own, int port, Peers peers)
    {
        var others = peers.Running.Select(peer => (peer.Name, peer.Port, Instances: new Instances(peer.Port))).ToList();
        foreach (var other in others)
        {
            await other.Instances.Lay(1000, "all");
        }

        for (var round = 0; round < arguments.Rounds; round++)
        {
            await Rate("faultline", port, own);
            foreach (var other in others)
            {
                await Rate(other.Name, other.Port, other.Instances);
            }
        }

        others.ForEach(other => other.Instances.Dispose());

        async Task Rate(string name, int at, Instances instances)
        {
            var request = instances.Request(
                "DescribeInstances", "&Filter.1.Name=instance-state-name&Filter.1.Value.1=stopped");
            var rate = await Load.Run(at, 2, arguments.Time, (line, _) => line.Must(request));
            sheet.Add($"{Throughput}, {name}, per second", rate.PerSecond);
        }
    }
}
