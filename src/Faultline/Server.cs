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
    private readonly CancellationTokenSource stopAsked;
    private readonly TaskCompletionSource stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string session;
    private readonly DateTimeOffset started;

    private Server(
        Settings settings,
        StateFolder folder,
        Cloud.Cloud cloud,
        IConnectionListenerFactory transport,
        Log log,
        CancellationToken stop)
    {
        (this.settings, this.folder, this.log, Cloud) = (settings, folder, log, cloud);
        stopAsked = CancellationTokenSource.CreateLinkedTokenSource(stop);
        stopAsked.Token.Register(stopping.SetResult);
        clock = cloud.Node.Clock;
        started = cloud.Node.Now;
        session = cloud.Node.Dice.Uuid();
        Hooks = new(settings, session, log);
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
    public Task Stopping => stopping.Task;

    /// <summary>It answers, and the scripts of its start have all been run.</summary>
    public bool IsReady { get; private set; }

    public ServerStatus Status => new(
        Environment.ProcessId,
        settings.Port,
        settings.Endpoint,
        settings.State,
        settings.Durability.ToString().ToLowerInvariant(),
        session,
        started,
        clock.GetUtcNow(),
        IsReady,
        Cloud.Regions,
        Cloud.World.Faults.InForce.Count,
        settings.Timing);

    /// <summary>Starts it all; what this returns is ready, or was asked to stop before it was.</summary>
    /// <param name="stop">Asks the server to stop, then as later.</param>
    public static async ValueTask<Server> Start(
        Settings settings, Node node, IConnectionListenerFactory transport, Log log, CancellationToken stop)
    {
        var folder = StateFolder.Open(settings.State);
        Server server;
        try
        {
            (ServerFile.OfThisProcess(settings) with { IsReady = false }).Write(settings.State);
            var cloud = await Faultline.Cloud.Cloud.Open(
                settings, node, folder, () => Certificate.PemOf(folder.Path, node.Clock));
            server = new(settings, folder, cloud, transport, log, stop);
        }
        catch
        {
            Leave(folder);
            throw;
        }

        try
        {
            await server.Begin();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public void Stop() => stopAsked.Cancel();

    private async ValueTask Begin()
    {
        Note(HappeningKind.ServerStarted, "the server starts");
        if (!await Hooks.Run(Stage.Boot, stopAsked.Token))
        {
            return;
        }

        await gateway.Start(CancellationToken.None);
        if (await Hooks.Run(Stage.Start, stopAsked.Token) && await Hooks.Run(Stage.Ready, stopAsked.Token))
        {
            IsReady = true;
            ServerFile.OfThisProcess(settings).Write(settings.State);
        }
    }

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
        Leave(folder);
        stopAsked.Dispose();
    }

    private static void Leave(StateFolder folder)
    {
        // While the folder is still held: afterwards the file may be that of the next server.
        ServerFile.Delete(folder.Path);
        folder.Dispose();
    }

    private void Note(HappeningKind kind, string says) =>
        Cloud.Around.Timeline.Note(new(kind, clock.GetUtcNow()) { Says = says });
}
