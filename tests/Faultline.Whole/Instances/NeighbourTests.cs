namespace Faultline.Whole.Instances;

/// <summary>Two servers of one machine, each with instances in the same zone.</summary>
[Collection(InstancesCollection.Name)]
public sealed class NeighbourTests
{
    private static readonly string[] world = ["--regions", "us-east-1"];
    private static readonly (string, string) where = ("Placement.AvailabilityZoneId", "use1-az1");

    [Fact]
    public async Task Instances_of_two_servers_have_addresses_and_metadata_of_their_own_also_after_a_restart()
    {
        await using var one = await Server.Start(world);
        await using var other = await Server.Start(world);
        using var mine = new Machines(one);
        using var others = new Machines(other);
        var shown = await Launched(mine);
        var neighbour = await Launched(others);
        Assert.NotEqual(shown.Address, neighbour.Address);
        await AreThemselves(shown, neighbour);

        await other.Kill();
        await other.Start();
        await Machines.Until("the neighbour runs on", async () => (await others.Running()).Count == 1);
        Assert.Equal(neighbour, (await others.Running()).Single());
        await AreThemselves(shown, neighbour);
        Assert.NotEqual(shown.Address, (await Launched(others)).Address);
    }

    private static async Task<Machines.Shown> Launched(Machines machines)
    {
        var ids = await machines.Launch(1, where);
        await machines.AreAll(ids, "running");
        return (await machines.Running()).Single(each => each.Id == ids[0]);
    }

    /// <summary>Each finds at its address the metadata of nobody but itself.</summary>
    private static async Task AreThemselves(params Machines.Shown[] all)
    {
        using var http = new HttpClient();
        foreach (var each in all)
        {
            await Machines.Until($"{each.Id} has its metadata", async () =>
            {
                try
                {
                    return await http.GetStringAsync(
                        new Uri($"http://{each.Address}:1338/latest/meta-data/instance-id")) == each.Id;
                }
                catch (HttpRequestException)
                {
                    return false; // A server that has just started opens it with its first look.
                }
            });
        }
    }
}
