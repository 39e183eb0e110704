using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Win32.SafeHandles;

namespace Faultline.Commands;

/// <summary>Tells what happened, a line an event; and on request what happens from now on.</summary>
internal sealed class Timeline : Command
{
    /// <summary>The server keeps no more than these.</summary>
    private const int EventsMax = 20_000;

    private const string Data = "data: ";

    private readonly Option<bool> follow = new("--follow", "-f")
    {
        Description = "Go on with what happens, until Ctrl-C.",
    };

    private readonly Option<string> since = new("--since")
    {
        Description = "Only what is younger: a span back from now, as 10m, or an hour, as 2026-11-20T10:00:00Z.",
        HelpName = "SPAN|HOUR",
    };

    private readonly Option<string> region = new("--region")
    {
        Description = "Only what happened in a region.",
        HelpName = "REGION",
    };

    private readonly Option<string> zone = new("--zone")
    {
        Description = "Only what happened in a zone.",
        HelpName = "ZONE",
    };

    private readonly Option<string> cause = new("--cause")
    {
        Description = "Only what one fault, or one request, led to.",
        HelpName = "ID",
    };

    private readonly Option<bool> json = new("--json")
    {
        Description = "Print one JSON object; with --follow, one a line for each event.",
    };

    private readonly ServerChoice server;

    public Timeline() : base("timeline", "Tell what happened in this cloud.")
    {
        region.CompletionSources.From(_ => Names.Regions);
        zone.CompletionSources.From(_ => Names.Zones);
        foreach (var option in (Option[])[follow, since, region, zone, cause, json])
        {
            Options.Add(option);
        }

        server = new(this);
        SetAction(Run);
    }

    private async Task<int> Run(ParseResult parsed, CancellationToken ct)
    {
        using var door = await server.Open(parsed, ct);
        if (parsed.GetValue(follow))
        {
            return await Follow(door, Path(parsed), parsed.GetValue(json));
        }

        var answer = await door.Get(Path(parsed), ct);
        if (parsed.GetValue(json))
        {
            Print.Json(answer);
            return 0;
        }

        var events = answer.GetProperty("events").EnumerateArray().ToArray();
        Console.WriteLine(events.Length == 0 ? "Nothing happened." : string.Join('\n', events.Select(Line)));

        return 0;
    }

    private string Path(ParseResult parsed)
    {
        var query = new Dictionary<string, string?>
        {
            ["since"] = parsed.GetValue(since),
            ["region"] = parsed.GetValue(region),
            ["zone"] = parsed.GetValue(zone),
            ["cause"] = parsed.GetValue(cause),
            ["limit"] = $"{EventsMax}",
            ["follow"] = parsed.GetValue(follow) ? "true" : null,
        };
        return QueryHelpers.AddQueryString("/_faultline/timeline", query.Where(each => each.Value is not null));
    }

    private static async Task<int> Follow(Door door, string path, bool json)
    {
        using var ended = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);

        // The console swallows the news that nobody reads any more (as after `| head -1`); a file does not.
        using var handle = new SafeFileHandle(1, ownsHandle: false);
        using var output = new FileStream(handle, FileAccess.Write, bufferSize: 0);
        try
        {
            using var events = new StreamReader(await door.Follow(path, ended.Token));
            while (await events.ReadLineAsync(ended.Token) is { } line)
            {
                if (line.StartsWith(Data, StringComparison.Ordinal))
                {
                    output.Write(Encoding.UTF8.GetBytes(Shown(line[Data.Length..], json) + "\n"));
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            return 0;
        }
        catch (Exception cut) when (cut is HttpRequestException or HttpIOException)
        {
            // The server is gone, as at the end of the stream.
        }
        catch (IOException)
        {
            return 0;
        }

        throw new Refused(CommandLine.Failed, "the server has stopped, and with it its timeline.");

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ended.Cancel();
        }
    }

    private static string Shown(string data, bool json)
    {
        using var read = JsonDocument.Parse(data);
        return json ? read.RootElement.GetRawText() : Line(read.RootElement);
    }

    private static string Line(JsonElement happening)
    {
        var at = happening.GetProperty("at").GetDateTimeOffset().ToUniversalTime();
        var where = happening switch
        {
            _ when happening.Text("resource") is { Length: > 0 } resource => resource,
            _ when happening.Text("zone") is { Length: > 0 } zone => zone,
            _ when happening.Text("region") is { Length: > 0 } region => region,
            _ => "-",
        };
        var cause = happening.Text("cause") is { Length: > 0 } id ? $" ({id})" : "";
        return $"{at:yyyy-MM-ddTHH:mm:ss.fffZ}  {happening.Text("event"),-16}  {where,-14}  "
            + $"{happening.Text("says")}{cause}";
    }
}
