using System.Net;

namespace Faultline.Whole.Instances;

/// <summary>Faults strike the processes that instances are, and end.</summary>
[Collection(InstancesCollection.Name)]
public sealed class PowerTests
{
    private const string Dark = "use1-az1";
    private const string Lit = "use1-az2";

    private static readonly string[] world = ["--regions", "us-east-1", "--hosts", "4"];

    /// <summary>Its children outlive whoever kills only the first process.</summary>
    private static readonly (string, string) family =
        Machines.UserData("#!/bin/sh\nsleep 9999 &\nsetsid sleep 9999 &\nwait\n");

    [Fact]
    public async Task A_zone_without_power_runs_nothing_and_takes_nothing_until_it_has_it_back()
    {
        await using var server = await Server.Start(world);
        using var machines = new Machines(server);
        var dark = await machines.Launch(3, family, In(Dark));
        var lit = await machines.Launch(2, family, In(Lit));
        await machines.AreAll([.. dark, .. lit], "running");
        await HaveFamilies(server, [.. dark, .. lit]);
        var survivors = lit.SelectMany(id => Trees.Of(server.State, id)).Order().ToList();

        await Fault(server, $"zone {Dark} --power");
        await Machines.Until("no process of the zone is left", () =>
            dark.TrueForAll(id => Trees.Of(server.State, id).Count == 0));
        Assert.Equal(survivors, Trees.Of(server.State));
        await Machines.Until("the checks of the zone's instances fail", async () =>
            (await Impaired(machines)).SetEquals(dark));
        Assert.All((await machines.States()).Values, state => Assert.Equal("running", state));
        var (status, refusal) = await machines.Ask(
            "RunInstances", ("ImageId", Machines.Shell), ("MinCount", "1"), ("MaxCount", "1"), In(Dark));
        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Equal(["InsufficientInstanceCapacity"], Machines.Values(refusal, "Code"));

        await Fault(server, "clear --all");
        await Machines.Until("all run again", async () => (await machines.Running()).Count == 5);
        Assert.Equal([.. dark, .. lit], (await machines.States()).Keys.ToHashSet());
        Assert.Equal(survivors, Trees.Of(server.State).Intersect(survivors));
        await Machines.Until("no check fails", async () => (await Impaired(machines)).Count == 0);
        Assert.Single(await machines.Launch(1, In(Dark)));
    }

    [Fact]
    public async Task A_zone_that_is_cut_off_answers_nobody_and_goes_on()
    {
        await using var server = await Server.Start(world);
        using var machines = new Machines(server);
        await Open(machines);
        var id = Assert.Single(await machines.Launch(1, Serving("still here"), In(Dark)));
        await machines.AreAll([id], "running");
        var at = new Uri($"http://{await PublicAddress(machines, id)}:8080/");
        await Machines.Until("it answers", async () => await Get(at) == "still here");
        var processes = Trees.Of(server.State);

        await Fault(server, $"zone {Dark} --isolate everything");
        Assert.Null(await Get(at));
        Assert.Equal(processes, Trees.Of(server.State));
        await Fault(server, "clear --all");
        await Machines.Until("it answers again", async () => await Get(at) == "still here");
        Assert.Equal(processes, Trees.Of(server.State));
    }

    [Fact]
    public async Task An_instance_that_hangs_stands_still_as_a_whole_and_goes_on_where_it_was()
    {
        await using var server = await Server.Start(world);
        using var machines = new Machines(server);
        var ids = await machines.Launch(2, family);
        await machines.AreAll(ids, "running");
        await HaveFamilies(server, ids);
        var (hanging, well) = (Trees.Of(server.State, ids[0]), Trees.Of(server.State, ids[1]));

        await Fault(server, $"instance {ids[0]} --hang");
        await Machines.Until("each process of it stands still", () => hanging.TrueForAll(Trees.IsStopped));
        Assert.DoesNotContain(well, Trees.IsStopped);
        await Machines.Until("its check fails", async () => (await Impaired(machines)).SetEquals([ids[0]]));

        await Fault(server, "clear --all");
        await Machines.Until("each process of it goes on", () => !hanging.Exists(Trees.IsStopped));
        Assert.Equal(hanging, Trees.Of(server.State, ids[0]));
    }

    [Fact]
    public async Task An_instance_moves_from_a_host_that_crashed_to_another_of_its_zone()
    {
        await using var server = await Server.Start(world);
        using var machines = new Machines(server);
        var id = Assert.Single(await machines.Launch(1, family, In(Dark)));
        await machines.AreAll([id], "running");
        await HaveFamilies(server, [id]);
        var (zone, host) = await Place(machines, id);
        Assert.Equal(Dark, zone);

        await Fault(server, $"host {host} --crash");
        await Machines.Until("it runs on another host", async () =>
            (await Place(machines, id)).Host != host && (await machines.Running()).Exists(each => each.Id == id));
        Assert.Equal(Dark, (await Place(machines, id)).Zone);
        await Machines.Until("its second boot is on the console", async () =>
            (await machines.Console(id)).Contains($"{id}: boot 2", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_instance_dies_that_holds_more_than_the_memory_that_is_left()
    {
        await using var server = await Server.Start(world);
        using var machines = new Machines(server);
        var holder = Machines.UserData("#!/bin/sh\nexec perl -e '$x = \"x\" x (64 << 20); sleep 9999'\n");
        var id = Assert.Single(await machines.Launch(1, holder, ("InstanceType", "t3.nano")));
        await machines.AreAll([id], "running");
        await Machines.Until("it holds its memory", () => Trees.Of(server.State, id).Exists(process =>
            Trees.Line(process).StartsWith("perl", StringComparison.Ordinal)));

        await Fault(server, $"pressure --resource {id} --memory 0.9");
        await Machines.Until("no process of it is left", () => Trees.Of(server.State, id).Count == 0);
        await Machines.Until("its check fails", async () => (await Impaired(machines)).SetEquals([id]));

        await Fault(server, "clear --all");
        await machines.Each("RebootInstances", [id]);
        await Machines.Until("it runs again", async () => (await machines.Running()).Exists(each => each.Id == id));
        await Machines.Until("its check does not fail", async () => (await Impaired(machines)).Count == 0);
    }

    private static (string, string) In(string zone) => ("Placement.AvailabilityZoneId", zone);

    private static async Task Fault(Server server, string words) => (await Tool.Run(
        Repository.Faultline, ["fault", .. words.Split(' '), "--state", server.State])).MustSucceed();

    /// <summary>Waits for what user data starts: the shell of it, and both of its children.</summary>
    private static Task HaveFamilies(Server server, IReadOnlyCollection<string> ids) =>
        Machines.Until("user data has started its children", () =>
            ids.All(id => Trees.Of(server.State, id).Count(process => Trees.Line(process) == "sleep 9999") == 2));

    private static async Task<HashSet<string>> Impaired(Machines machines)
    {
        var answer = await machines.Must("DescribeInstanceStatus");
        return
        [
            .. Machines.Named(answer, "instanceStatusSet")
                .Where(item => Machines.Own(Machines.Own(item, "instanceStatus")!, "status")!.Value == "impaired")
                .Select(item => Machines.Own(item, "instanceId")!.Value),
        ];
    }

    private static async Task<(string Zone, string Host)> Place(Machines machines, string id)
    {
        var answer = await machines.Must("DescribeInstanceTopology", ("InstanceId.1", id));
        var nodes = Machines.Named(answer, "networkNodeSet").Select(node => node.Value["nn-".Length..]).ToList();
        return (nodes[0], nodes[^1]);
    }

    /// <summary>Lets anybody in to what the default group protects.</summary>
    private static async Task Open(Machines machines)
    {
        var groups = await machines.Must("DescribeSecurityGroups");
        await machines.Must("AuthorizeSecurityGroupIngress",
            ("GroupId", Machines.Values(groups, "groupId")[0]),
            ("IpPermissions.1.IpProtocol", "tcp"),
            ("IpPermissions.1.FromPort", "8080"),
            ("IpPermissions.1.ToPort", "8080"),
            ("IpPermissions.1.IpRanges.1.CidrIp", "0.0.0.0/0"));
    }

    private static (string, string) Serving(string text) => Machines.UserData(
        $"#!/bin/sh\nexec '{Tool.Find("node")}' -e 'require(\"http\")"
        + $".createServer((_, answer) => answer.end(\"{text}\")).listen(8080, process.env.FAULTLINE_ADDRESS)'\n");

    private static async Task<string> PublicAddress(Machines machines, string id) =>
        Machines.Values(await machines.Must("DescribeInstances", ("InstanceId.1", id)), "publicIp")[0];

    /// <summary>The answer; null where none comes before a client gives up, over a connection of its own.</summary>
    private static async Task<string?> Get(Uri at)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        try
        {
            return await client.GetStringAsync(at);
        }
        catch (Exception none) when (none is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }
}
