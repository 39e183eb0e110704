using System.Globalization;

namespace Faultline.Whole.Instances;

/// <summary>The server dies and ends, and its instances are what it says they are; who is gone left nothing.</summary>
[Collection(InstancesCollection.Name)]
public sealed class InstanceKillTests
{
    private const int Batch = 10;

    /// <summary>The folder of the commands that all instances have.</summary>
    private const string Commands = "commands";

    private static readonly string[] world = ["--regions", "us-east-1"];
    private static readonly (string, string) sleeps = Machines.UserData("#!/bin/sh\nexec sleep 9999\n");

    private static int Launches =>
        int.Parse(Environment.GetEnvironmentVariable("FAULTLINE_LAUNCHES") ?? "200", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Who_ran_through_a_kill_runs_on_and_who_died_meanwhile_boots_again_and_none_runs_unknown()
    {
        await using var server = await Server.Start(world);
        using var machines = new Machines(server);
        var ids = await machines.Launch(20, sleeps);
        await machines.AreAll(ids, "running");
        var before = (await machines.Running()).ToDictionary(each => each.Id, each => each.Process);
        Assert.Equal(ids.Order(), before.Keys.Order());

        await server.Kill();
        Assert.Equal([], before.Values.Where(process => !Trees.Runs(process)));
        var struck = ids.Where((_, index) => index % 7 == 3).ToList();
        Assert.Equal(3, struck.Count);
        struck.ForEach(id => Trees.Kill(before[id]));
        await server.Start();

        await Machines.Until("all twenty run", async () => (await machines.Running()).Count == 20);
        var after = (await machines.Running()).ToDictionary(each => each.Id, each => each.Process);
        Assert.Equal(struck.Order(), ids.Where(id => before[id] != after[id]).Order());
        Assert.All(await machines.States(), each => Assert.Equal("running", each.Value));
        var timeline = (await Faultline(server, "timeline")).MustSucceed().Output;
        foreach (var id in struck)
        {
            Assert.Contains($"{id} has lost its power", timeline);
            Assert.Contains($"{id} runs again", timeline);
            await Machines.Until("its second boot is on the console", async () =>
                (await machines.Console(id)).Contains($"{id}: boot 2", StringComparison.Ordinal));
        }

        // Whatever bears our mark is of one of them, and each has its first process only once.
        var known = ids.SelectMany(id => Trees.Of(server.State, id)).ToHashSet();
        Assert.Equal([], Trees.Of(server.State).Except(known));
        Assert.Equal([], before.Where(each => struck.Contains(each.Key) && Trees.Runs(each.Value)));
    }

    [Fact]
    public async Task Going_down_leaves_no_process_and_coming_up_runs_them_again()
    {
        await using var server = await Server.Start(world);
        using var machines = new Machines(server);
        var ids = await machines.Launch(5, sleeps);
        await machines.AreAll(ids, "running");
        Assert.NotEmpty(Trees.Of(server.State));

        (await Faultline(server, "down")).MustSucceed();
        Assert.Equal([], Trees.Of(server.State));
        await server.Start();
        await Machines.Until("all run again", async () => (await machines.Running()).Count == 5);
        Assert.Equal(ids.Order(), (await machines.States()).Keys.Order());
        await machines.Each("TerminateInstances", ids);
        await machines.AreAll(ids, "terminated");
        Assert.Equal([], Trees.Of(server.State));
    }

    [Fact]
    public async Task Launching_and_terminating_leaves_no_process_no_handle_no_listener_and_no_folder()
    {
        await using var server = await Server.Start(world);
        using var machines = new Machines(server);
        await Cycle(machines, waits: true);
        await Settled(server);
        var (handles, listeners) = (Handles.Of(server.Pid), Handles.Listeners(server.Pid));
        for (var done = Batch; done < Launches; done += Batch)
        {
            // Every other batch is terminated while it boots.
            await Cycle(machines, waits: done / Batch % 2 == 0);
        }

        await Settled(server);
        Assert.Equal(listeners, Handles.Listeners(server.Pid));
        await Machines.UntilNone("no more handles than before", () =>
        [
            .. Handles.Of(server.Pid).Where(each => each.Value > handles.GetValueOrDefault(each.Key))
                .Select(each => $"{each.Value} {each.Key}, not {handles.GetValueOrDefault(each.Key)}"),
        ]);
    }

    private static async Task Cycle(Machines machines, bool waits)
    {
        var ids = await machines.Launch(Batch, sleeps);
        if (waits)
        {
            await machines.AreAll(ids, "running");
        }

        await machines.Each("TerminateInstances", ids);
        await machines.AreAll(ids, "terminated");
    }

    /// <summary>Waits until nothing of any instance is on this machine.</summary>
    private static Task Settled(Server server)
    {
        var region = Path.Combine(server.State, "machines", "us-east-1");
        var volumes = Path.Combine(region, "volumes", "volumes");
        string[] folders = [Path.Combine(region, "instances"), Path.Combine(region, "processes"), volumes];
        return Machines.UntilNone("no process and no folder of an instance is left", () =>
        [
            .. Trees.Of(server.State).Select(process => $"{process} {Trees.Line(process)}"),
            .. folders
                .SelectMany(Directory.EnumerateFileSystemEntries)
                .Where(path => Path.GetFileName(path) != Commands),
        ]);
    }

    private static Task<Ended> Faultline(Server server, string command) =>
        Tool.Run(Repository.Faultline, [command, "--state", server.State]);
}
