using System.Net;
using System.Reflection;
using Faultline.Gateway;
using Faultline.Kernel;
using Faultline.Kernel.Timeline;
using Faultline.Local;
using Faultline.Store;
using Microsoft.AspNetCore.Connections;

namespace Faultline;

/// <summary>One running server: the cloud, the gateway before it, and the scripts around its life.</summary>
internal sealed class Server : IAsyncDisposable
{
    private static readonly TimeSpan HooksMaxAtStop = TimeSpan.FromSeconds(30);

    private readonly Settings settings;
    private readonly StateFolder folder;
    private readonly TimeProvider clock;
    private readonly Log log;
    private readonly Gateway.Gateway gateway;
    private readonly TaskCompletionSource stopAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string session;
    private readonly DateTimeOffset started;

    private Server(
        Settings settings, StateFolder folder, Cloud.Cloud cloud, IConnectionListenerFactory transport, Log log)
    {
        (this.settings, this.folder, this.log, Cloud) = (settings, folder, log, cloud);
        clock = cloud.Node.Clock;
        started = cloud.Node.Now;
        session = cloud.Node.Dice.Uuid();
        Hooks = new(settings.Init, settings, log);
        gateway = new(settings, new(this, settings, log), new(cloud), transport, clock, log);
    }

    public static string Version { get; } =
        typeof(Server).Assembly.GetName().Version!.ToString(3);

    public Cloud.Cloud Cloud { get; }

    public InitHooks Hooks { get; }

    /// <summary>Why the server can no longer do its work; null while all is well.</summary>
    public string? Broken { get; private set; }

    /// <summary>
    /// The store has failed. Said once and loudly; from now on only reading what is in memory can succeed.
    /// </summary>
    public void Break(string why)
    {
        if (Broken is null)
        {
            Broken = why;
            Note(HappeningKind.StoreBroken, why);
            log.Error(
                "THE STATE CAN NO LONGER BE KEPT. Stop the server, mend the disk, and start it again.", ("why", why));
        }
    }

    /// <summary>Ends when somebody asks the server to stop.</summary>
    public Task Stopping => stopAsked.Task;

    public ServerStatus Status => new(
        Environment.ProcessId,
        settings.Port,
        settings.Endpoint,
        settings.State,
        settings.Durability.ToString().ToLowerInvariant(),
        session,
        started,
        clock.GetUtcNow(),
        Cloud.Regions,
        Cloud.World.Faults.InForce.Count,
        settings.Timing);

    /// <summary>Starts it all; what this returns answers requests already.</summary>
    public static async ValueTask<Server> Start(
        Settings settings, Node node, IConnectionListenerFactory transport, Log log, CancellationToken ct)
    {
        var folder = StateFolder.Open(settings.State);
        Server server;
        try
        {
            var cloud = await Faultline.Cloud.Cloud.Open(
                settings, node, folder, () => Certificate.PemOf(folder.Path, node.Clock));
            server = new(settings, folder, cloud, transport, log);
        }
        catch
        {
            folder.Dispose();
            throw;
        }

        try
        {
            server.Note(HappeningKind.ServerStarted, "the server starts");
            await server.Hooks.Run(Stage.Boot, ct);
            await server.gateway.Start(ct);
            await server.Hooks.Run(Stage.Start, ct);
            await server.Hooks.Run(Stage.Ready, ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public void Stop() => stopAsked.TrySetResult();

    /// <summary>
    /// Lets requests under way end, runs the shutdown scripts while the cloud still answers, and closes it.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        using (var limit = new CancellationTokenSource(HooksMaxAtStop, clock))
        {
            await Hooks.Run(Stage.Shutdown, limit.Token);
        }

        Note(HappeningKind.ServerStopped, "the server stops");
        await Cloud.Quiet();
        await gateway.DisposeAsync();
        await Cloud.DisposeAsync();
        folder.Dispose();
    }

    private void Note(HappeningKind kind, string says) =>
        Cloud.Around.Timeline.Note(new(kind, clock.GetUtcNow()) { Says = says });
}
