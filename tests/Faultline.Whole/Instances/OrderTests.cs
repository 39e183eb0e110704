using System.Text.Json.Nodes;

namespace Faultline.Whole.Instances;

/// <summary>Instances that are told by commands what AWS tells them, and that hear of it from their metadata.</summary>
[Collection(InstancesCollection.Name)]
public sealed class OrderTests
{
    [Fact]
    public async Task An_instance_hears_of_an_event_and_an_interruption_and_both_come()
    {
        await using var server = await Server.Start();
        using var machines = new Machines(server);
        var id = (await machines.Launch(1))[0];
        await machines.AreAll([id], "running");
        Task<Ended> Faultline(params string[] arguments) =>
            Tool.Run(Repository.Faultline, [.. arguments, "--state", server.State]);
        async Task<string> Told(string path) => (await Tool.Run(
            Repository.Faultline,
            ["exec", "--state", server.State, id, "--", "sh", "-c",
                "curl -s $AWS_EC2_METADATA_SERVICE_ENDPOINT/latest/meta-data/" + path]))
            .MustSucceed().Output;

        var asked = await Faultline("instances", "schedule", id, "--event", "instance-reboot", "--in", "1h", "--json");
        var own = JsonNode.Parse(asked.MustSucceed().Output)!["events"]![0]!;
        Assert.Equal(("instance-reboot", "active"), ((string)own["code"]!, (string)own["state"]!));
        Assert.Contains((string)own["id"]!, await Told("events/maintenance/scheduled"));
        Assert.Contains(
            $"instance-reboot at {DateTime.UtcNow.Year}", (await Faultline("instances")).MustSucceed().Output);
        (await Faultline("instances", "cancel", id, (string)own["id"]!)).MustSucceed();
        Assert.Contains("[Canceled] The instance", await Told("events/maintenance/history"));

        (await Faultline("instances", "rebalance", id)).MustSucceed();
        Assert.Contains("noticeTime", await Told("events/recommendations/rebalance"));
        var notice = (await Faultline("instances", "interrupt", id, "--action", "stop", "--in", "1s")).MustSucceed();
        Assert.Matches(
            $@"^{id}: interrupted at \S+Z \(stop\); recommended to be rebalanced at \S+Z\.\n$", notice.Output);
        await machines.AreAll([id], "stopped");
        var refused = await Faultline("instances", "interrupt", id);
        Assert.Equal(1, refused.Code);
        Assert.Contains("is stopped; only", refused.Errors);
        Assert.Equal(2, (await Faultline("instances", "interrupt", id, "--action", "hibernate")).Code);
    }
}
