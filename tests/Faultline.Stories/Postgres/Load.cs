using System.Net;
using Faultline.Simulation;
using static Faultline.Stories.Postgres.Scene;

namespace Faultline.Stories.Postgres;

/// <summary>Clients that write all the time: through the endpoint, and at each server itself.</summary>
internal sealed class Load
{
    private readonly World world;
    private readonly Scene scene;
    private readonly List<Task> writers = [];
    private long values;
    private bool ends;

    public Load(World world, Scene scene, IEnumerable<IPEndPoint> servers)
    {
        (this.world, this.scene) = (world, scene);
        foreach (var at in servers.Append(Door).Append(Door))
        {
            writers.Add(Write(at));
        }
    }

    /// <summary>When a client last heard through the endpoint that something is committed.</summary>
    public TimeSpan LastAt { get; private set; }

    public async Task End()
    {
        ends = true;
        foreach (var each in writers)
        {
            await each;
        }
    }

    private async Task Write(IPEndPoint at)
    {
        while (!ends)
        {
            await world.Delay(world.Below(60 * Ms) + Ms);
            var heard = await scene.Write(++values, 300 * Ms, at);
            if (heard == ScriptedWrite.Acknowledged && at.Equals(Door))
            {
                LastAt = world.Elapsed;
            }
        }
    }
}
