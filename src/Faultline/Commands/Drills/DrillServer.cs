using Faultline.Drills.Plans;

namespace Faultline.Commands.Drills;

/// <summary>The server that a drill is played in: one that runs, or one of the drill's own.</summary>
internal sealed class DrillServer(string endpoint, string folder, string timing, OwnServer? own) : IAsyncDisposable
{
    private const string TimingDefault = "fast";

    public string Endpoint => endpoint;

    public string Folder => folder;

    /// <summary>The profile under which it was started: of results under another one nothing can be said.</summary>
    public string Timing => timing;

    public bool IsOwn => own is not null;

    /// <summary>A server that was named must be there; without a name it is the one of this folder, or an own one.
    /// </summary>
    public static async Task<DrillServer> Open(
        DrillOptions options, IReadOnlyList<DrillPlan> plans, CancellationToken ct)
    {
        var mustBeOwn = options.Timing.Count > 0;
        if (!mustBeOwn)
        {
            var (server, otherwise) = await Running.Find(Choices.Folder(options.State), options.Port, ct);
            if (server is not null)
            {
                if (server.Status is not { } status)
                {
                    throw new Refused(CommandLine.Failed, server.Silence);
                }

                NeededPostgres.OfThisMachine.For(plans, Console.Error);
                return new(server.Endpoint, server.Folder, status.Text("timing"), own: null);
            }

            if (options.NamesServer)
            {
                throw new Refused(CommandLine.Failed, $"{otherwise} `faultline up` starts one.");
            }
        }

        NeededPostgres.OfThisMachine.For(plans, Console.Error);
        var own = await OwnServer.Start(options.Timing, ct);
        var timing = mustBeOwn ? string.Join(',', options.Timing) : TimingDefault;
        return new(own.Endpoint, own.Folder, timing, own);
    }

    public ValueTask DisposeAsync() => own?.DisposeAsync() ?? ValueTask.CompletedTask;
}
