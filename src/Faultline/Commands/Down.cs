using System.CommandLine;

namespace Faultline.Commands;

/// <summary>Stops a server and returns once it is gone.</summary>
internal sealed class Down : Command
{
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(10);

    private readonly Option<string> state = Choices.State();
    private readonly Option<int?> port = Choices.Port("The port of the server to stop, instead of its state folder.");
    private readonly Option<bool> json = Choices.Json();

    public Down() : base("down", "Stop a server.")
    {
        Options.Add(state);
        Options.Add(port);
        Options.Add(json);
        SetAction(Run);
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        var (server, otherwise) = await Running.Find(parsed.Folder(state), parsed.GetValue(port), ct);
        if (server is not null)
        {
            await Stop(server, ct);
        }

        if (parsed.GetValue(json))
        {
            Print.Json(members =>
            {
                members.WriteBoolean("stopped", server is not null);
                if (server is not null)
                {
                    members.WriteNumber("pid", server.Pid);
                }
            });
        }
        else
        {
            Console.WriteLine(
                server is null ? $"Nothing to stop: {otherwise}" : $"Stopped the server (process {server.Pid}).");
        }

        return 0;
    }

    private static async Task Stop(Running server, CancellationToken ct)
    {
        if (ServerFile.Find(server.Folder) is not { } file || file.Pid != server.Pid)
        {
            throw new Refused(
                CommandLine.Failed,
                $"the server is process {server.Pid} elsewhere (in a container, say); stop it there.");
        }

        Posix.Terminate(file.Pid);
        using var limit = new CancellationTokenSource(StopMax, Edge.Clock);
        while (file.Runs)
        {
            if (limit.IsCancellationRequested)
            {
                throw new Refused(
                    CommandLine.Failed,
                    $"process {file.Pid} has not stopped within {StopMax.TotalSeconds:0} s; "
                    + $"`kill -9 {file.Pid}` ends it, and nothing that it acknowledged is lost by that.");
            }

            await Task.Delay(LookAgain, Edge.Clock, ct);
        }
    }
}
