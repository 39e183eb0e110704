using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Faultline.Gateway.Lines;
using Faultline.Kernel;
using Faultline.Store;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Faultline.Commands;

/// <summary>Starts a server: in the foreground until it is told to stop, or detached.</summary>
internal sealed class Up : Command
{
    /// <summary>Checked with all else that is wrong, as the folder is.</summary>
    private readonly Option<string> port = new("--port")
    {
        Description = "The port for everything; 0 takes one that is free. [default: 4566]",
        HelpName = "PORT",
    };

    private readonly Option<string[]> bind = new("--bind")
    {
        Description = "An address to listen on, with a port of its own or without; may be given again. "
            + "[default: the loopback addresses]",
        HelpName = "ADDRESS[:PORT]",
    };

    private readonly Option<string> state = new("--state")
    {
        Description = Choices.StateDescription,
        HelpName = "DIR",
    };

    private readonly Option<string> durability = new("--durability")
    {
        Description = "When an answer may leave: strict (what it tells of is on disk), relaxed (on disk within "
            + "100 ms), none (memory only). [default: strict]",
        HelpName = "strict|relaxed|none",
    };

    private readonly Option<string> log = new("--log")
    {
        Description = "How much is logged: debug (a line for each request), info, warn, error. [default: info]",
        HelpName = "LEVEL",
    };

    private readonly Option<string> logFormat = new("--log-format")
    {
        Description = "How log lines look. [default: text]",
        HelpName = "text|json",
    };

    private readonly Option<bool> trust = new("--trust-unknown-keys")
    {
        Description = "Take access keys that nobody made for the account's root on any address, not only on loopback.",
    };

    private readonly Option<bool> missing = new("--allow-missing-types")
    {
        Description = "Let stacks have placeholders, which do nothing, for types of resources that are not built yet.",
    };

    private readonly Option<string> init = new("--init")
    {
        Description = "The folder with boot.d, start.d, ready.d and shutdown.d. [default: /etc/localstack/init]",
        HelpName = "DIR",
    };

    private readonly Option<string[]> regions = new("--regions")
    {
        Description = "The regions that the world has, with commas between. [default: all of AWS's]",
        HelpName = "REGION,...",
    };

    private readonly Option<int?> hosts = Choices.Number(new Option<int?>("--hosts")
    {
        Description = "How many hosts each zone has. [default: 8]",
        HelpName = "N",
    });

    private readonly Option<string> capacity = new("--capacity")
    {
        Description = "How large a host is: vCPUs and GiB of memory. [default: 96x384]",
        HelpName = "VCPUSxGIB",
    };

    private readonly Option<string> world = new("--world")
    {
        Description = "A YAML file with the regions, their zones, and the hosts in each.",
        HelpName = "FILE",
    };

    private readonly Option<string[]> timing = new("--timing")
    {
        Description = "How long that lasts which AWS does out of sight: as published (aws), or no longer than our own "
            + "work (fast); for a service, as rds=aws. [default: fast]",
        HelpName = "aws|fast|SERVICE=...",
    };

    private readonly Option<bool> detach =
        new("--detach") { Description = "Return once the server is ready; it goes on." };

    private readonly Option<bool> detached = new("--detached") { Hidden = true };

    /// <summary>It is there for whoever holds its input open: with that it ends, and nothing of it stays.</summary>
    private readonly Option<bool> ephemeral = new("--ephemeral") { Hidden = true };

    private readonly Option<bool> json = Choices.Json();

    public Up() : base("up", "Start a server.")
    {
        foreach (var option in (Option[])
        [
            port, bind, state, durability, log, logFormat, trust, missing, init, regions, hosts, capacity, world,
            timing, detach,
            detached, ephemeral, json,
        ])
        {
            Options.Add(option);
        }

        durability.CompletionSources.From(_ => ["strict", "relaxed", "none"]);
        log.CompletionSources.From(_ => ["debug", "info", "warn", "error"]);
        logFormat.CompletionSources.From(_ => ["text", "json"]);
        regions.CompletionSources.From(word => Listed(word, Names.Regions));
        timing.CompletionSources.From(word => Listed(
            word, ["aws", "fast", .. Names.Timed.SelectMany(each => (string[])[$"{each}=aws", $"{each}=fast"])]));
        SetAction(Run);
    }

    /// <summary>What may stand after the last comma of a list, with what stands before it.</summary>
    private static IEnumerable<string> Listed(string word, IEnumerable<string> names)
    {
        var before = word[..(word.LastIndexOf(',') + 1)];
        return names.Select(name => before + name);
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        var gathering = new UpSettings(Environment.GetEnvironmentVariable);
        var settings = gathering.Of(new()
        {
            Port = parsed.GetValue(port),
            Bind = parsed.GetValue(bind) ?? [],
            State = parsed.GetValue(state),
            Durability = parsed.GetValue(durability),
            Log = parsed.GetValue(log),
            LogFormat = parsed.GetValue(logFormat),
            TrustUnknownKeys = parsed.GetValue(trust),
            AllowsMissingTypes = parsed.GetValue(missing),
            Init = parsed.GetValue(init),
            Regions = parsed.GetValue(regions) ?? [],
            Hosts = parsed.GetValue(hosts),
            Capacity = parsed.GetValue(capacity),
            World = parsed.GetValue(world),
            Timing = parsed.GetValue(timing) ?? [],
        });
        if (gathering.Errors.Count > 0)
        {
            throw new Refused(CommandLine.Misused, gathering.Errors);
        }

        if (parsed.GetValue(detach))
        {
            return await Detached.Start(settings, parsed.GetValue(json), ct);
        }

        var passes = parsed.GetValue(ephemeral);
        if (parsed.GetValue(detached) || passes)
        {
            Posix.LeaveSession();
        }

        return await Serve(settings, parsed.GetValue(json), passes);
    }

    private static async Task<int> Serve(Settings settings, bool json, bool passes)
    {
        PortHolder.CheckFree(settings);
        var output = new Log(settings.Log, settings.LogFormat, Edge.Clock, Console.OpenStandardError());

        // Before anything is begun: a stop is in good order from the first moment on.
        using var stop = new CancellationTokenSource();
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        var ends = passes ? EndOfInput(stop) : Task.CompletedTask;
        await using (var server = await Begin(settings, output, stop.Token))
        {
            using var stopping = new CancellationTokenSource();
            var clearing = Task.CompletedTask;
            if (server.IsReady)
            {
                var file = ServerFile.OfThisProcess(settings);
                Announce(settings, file, json);
                Console.WriteLine("Ready.");
                clearing = Drills.Remains.Clear(settings.State, file.Endpoint, output, stopping.Token);
            }

            await server.Stopping;
            output.Info("The server stops.");
            stopping.Cancel();
            await clearing;
            if (passes)
            {
                await ends;
                await server.Cloud.Reset();
            }
        }

        if (passes)
        {
            Directory.Delete(settings.State, recursive: true);
        }

        return 0;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task<Server> Begin(Settings settings, Log output, CancellationToken stop)
    {
        var node = new Node("server", Edge.Clock, Dice.Unforeseen())
        {
            Report = trouble => output.Error("work that nobody waits for failed", ("why", trouble.Message)),
        };
        try
        {
            return await Server.Start(settings, node, Transport(), output, stop);
        }
        catch (IOException taken) when (taken.InnerException is AddressInUseException)
        {
            throw PortHolder.Refusal(settings);
        }
        catch (Exception refused) when (refused is StateUnusable or StoreDamaged or SocketException or IOException)
        {
            throw new Refused(CommandLine.Failed, refused.Message);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new Refused(
                CommandLine.Failed,
                $"the state in {settings.State} cannot be used by this user: {refused.Message} "
                + "Give it to this user with all that is in it, or choose another folder with --state.");
        }
    }

    private static IConnectionListenerFactory Transport() => LineTransport.IsHere
        ? new LineTransport()
        : new SocketTransportFactory(
            Microsoft.Extensions.Options.Options.Create(
                new SocketTransportOptions { UnsafePreferInlineScheduling = true }),
            NullLoggerFactory.Instance);

    /// <summary>Nothing is ever written into it; it ends when whoever holds it ends.</summary>
    private static async Task EndOfInput(CancellationTokenSource stop)
    {
        await using var input = Console.OpenStandardInput();
        var nothing = new byte[1];
        while (await input.ReadAsync(nothing) > 0)
        {
        }

        stop.Cancel();
    }

    public static void Announce(Settings settings, ServerFile file, bool json)
    {
        if (json)
        {
            Print.Json(members =>
            {
                members.WriteNumber("pid", file.Pid);
                members.WriteNumber("port", file.Port);
                members.WriteString("endpoint", file.Endpoint);
                members.WriteString("state", settings.State);
            });
            return;
        }

        Console.WriteLine($"Faultline {Server.Version} answers at {file.Endpoint}, state in {settings.State}.");
    }
}
