using System.Net;
using System.Text.Json;
using Faultline.Gateway;
using Faultline.Wire;
using Microsoft.AspNetCore.Http;

namespace Faultline.Local;

/// <summary>
/// The paths that are not AWS's: our own under <c>/_faultline/</c>, and those of LocalStack that tools and libraries
/// around it call.
/// </summary>
internal sealed class LocalPaths(Server server, Settings settings)
{
    private const string Own = "/_faultline/";
    private const string Legacy = "/_localstack/";

    private readonly FaultPaths faults = new(server.Cloud);
    private readonly TimelinePaths timeline = new(server.Cloud);
    private readonly ChaosPaths chaos = new(server.Cloud);
    private readonly WorldPath world = new(server.Cloud);
    private readonly InstancesPath instances = new(server.Cloud);
    private readonly SignalPaths signals = new(server.Cloud);
    private readonly BalancersPath balancers = new(server.Cloud);
    private readonly DatabasesPath databases = new(server.Cloud);
    private readonly CallPaths calls = new(server.Cloud);
    private readonly TemplatePaths templates = new(server.Cloud);

    /// <summary>Answers if the path is one of these; AWS has none that begin with an underscore.</summary>
    public ValueTask<bool> Answers(Exchange exchange)
    {
        var path = exchange.Request.Path;
        return path.StartsWith(Own, StringComparison.Ordinal)
            || path.StartsWith(Legacy, StringComparison.Ordinal)
            || path is "/health"
            ? Answer(exchange)
            : ValueTask.FromResult(false);
    }

    /// <summary>
    /// Whoever may not call AWS unsigned may not change or see the state over these paths either: they carry no
    /// signature.
    /// </summary>
    public static void OnlyTrusted(Exchange exchange, Settings settings)
    {
        if (!settings.UnknownKeysAreRoot && !(exchange.Client is { } client && IPAddress.IsLoopback(client)))
        {
            throw new AwsError(
                "AccessDenied",
                403,
                "This path carries no signature, so it is for the server's own machine, or for all with "
                + "--trust-unknown-keys.");
        }
    }

    private async ValueTask<bool> Answer(Exchange exchange)
    {
        var request = exchange.Request;
        switch (request.Path)
        {
            case "/_faultline/health" when Reads(request.Method):
                Write(exchange, json => json.WriteString("status", server.Broken is null ? "running" : "broken"));
                exchange.Response.Status = server.Broken is null ? 200 : 503;
                break;
            case "/_faultline/status" when Reads(request.Method):
                Write(exchange, server.Status.Write);
                break;
            case "/_localstack/health" or "/health" when Reads(request.Method):
                Write(exchange, Health);
                break;
            case "/_localstack/health" or "/health" when HttpMethods.IsPost(request.Method):
                OnlyTrusted(exchange, settings);
                await Act(exchange);
                break;
            case "/_localstack/info" when Reads(request.Method):
                Write(exchange, Info);
                break;
            case "/_localstack/plugins" when Reads(request.Method):
                Write(exchange, NoPlugins);
                break;
            case "/_localstack/state/reset" when HttpMethods.IsPost(request.Method):
                OnlyTrusted(exchange, settings);
                await server.Cloud.Reset();
                exchange.Response.Headers.ContentType = "text/plain";
                break;
            default:
                if (!Init(exchange) && !await signals.Answers(exchange) && !await AboutFaults(exchange))
                {
                    NotFound(exchange);
                }

                break;
        }

        return true;
    }

    private async ValueTask<bool> AboutFaults(Exchange exchange)
    {
        OnlyTrusted(exchange, settings);
        return world.Answers(exchange)
            || await instances.Answers(exchange)
            || await balancers.Answers(exchange)
            || await databases.Answers(exchange)
            || await calls.Answers(exchange)
            || await templates.Answers(exchange)
            || await faults.Answers(exchange)
            || await timeline.Answers(exchange)
            || await chaos.Answers(exchange);
    }

    private static bool Reads(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static void NotFound(Exchange exchange)
    {
        exchange.Response.Status = StatusCodes.Status404NotFound;
        Write(exchange, json => json.WriteString(
            "error", $"There is no {exchange.Request.Method} {exchange.Request.Path} here."));
    }

    private static void Write(Exchange exchange, Action<Utf8JsonWriter> members) => Reply.Json(exchange, members);

    private static void NoPlugins(Utf8JsonWriter json)
    {
        json.WriteStartObject("plugins");
        json.WriteEndObject();
    }

    private void Health(Utf8JsonWriter json)
    {
        json.WriteStartObject("services");
        foreach (var service in server.Cloud.Services)
        {
            json.WriteString(service, "available");
        }

        json.WriteEndObject();
        json.WriteString("edition", "community");
        json.WriteString("version", Server.Version);
    }

    private void Info(Utf8JsonWriter json)
    {
        var status = server.Status;
        json.WriteString("version", Server.Version);
        json.WriteString("edition", "community");
        json.WriteBoolean("is_license_activated", false);
        json.WriteString("session_id", status.Session);
        json.WriteString("machine_id", Environment.MachineName);
        json.WriteString("system", "linux");
        json.WriteBoolean("is_docker", File.Exists("/.dockerenv"));
        json.WriteString("server_time_utc", status.Now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss"));
        json.WriteNumber("uptime", (long)(status.Now - status.Started).TotalSeconds);
    }

    /// <summary>LocalStack's way to stop a server over HTTP.</summary>
    private async ValueTask Act(Exchange exchange)
    {
        await exchange.Body.Read(exchange.Features, exchange.Gone);
        string? action = null;
        try
        {
            using var asked = JsonDocument.Parse(exchange.Body.Bytes);
            action = asked.RootElement.ValueKind == JsonValueKind.Object
                && asked.RootElement.TryGetProperty("action", out var named) ? named.ToString() : null;
        }
        catch (JsonException)
        {
            // Answered below, as any other action that there is not.
        }

        if (action != "kill")
        {
            exchange.Response.Status = StatusCodes.Status400BadRequest;
            Write(exchange, json => json.WriteString("error", "The one action here is {\"action\": \"kill\"}."));
            return;
        }

        Write(exchange, json => json.WriteString("status", "ok"));
        server.Stop();
    }

    private bool Init(Exchange exchange)
    {
        const string Prefix = "/_localstack/init";
        var path = exchange.Request.Path;
        if (!path.StartsWith(Prefix, StringComparison.Ordinal) || !Reads(exchange.Request.Method))
        {
            return false;
        }

        if (path.Length == Prefix.Length)
        {
            Write(exchange, json => Init(json, null));
            return true;
        }

        if (path[Prefix.Length] == '/' && Enum.TryParse<Stage>(path[(Prefix.Length + 1)..], true, out var stage)
            && Enum.IsDefined(stage))
        {
            Write(exchange, json => Init(json, stage));
            return true;
        }

        return false;
    }

    private void Init(Utf8JsonWriter json, Stage? only)
    {
        if (only is { } stage)
        {
            json.WriteBoolean("completed", server.Hooks.Completed(stage));
        }
        else
        {
            json.WriteStartObject("completed");
            foreach (var each in Enum.GetValues<Stage>())
            {
                json.WriteBoolean(each.ToString().ToUpperInvariant(), server.Hooks.Completed(each));
            }

            json.WriteEndObject();
        }

        json.WriteStartArray("scripts");
        foreach (var script in server.Hooks.Scripts.Where(script => only is null || script.Stage == only))
        {
            json.WriteStartObject();
            json.WriteString("stage", script.Stage.ToString().ToUpperInvariant());
            json.WriteString("name", script.Name);
            json.WriteString("state", script.State.ToString().ToUpperInvariant());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
