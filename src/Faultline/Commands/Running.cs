using System.Net;
using System.Text.Json;

namespace Faultline.Commands;

/// <summary>A server that runs, found by its state folder or by its port.</summary>
internal sealed record Running(int Pid, string Endpoint, string Folder, bool IsReady, JsonElement? Status)
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(5);

    /// <summary>What is to be said of one that does not answer.</summary>
    public string Silence => IsReady
        ? $"process {Pid} runs, but does not answer at {Endpoint}."
        : $"process {Pid} is still starting, and does not answer at {Endpoint} yet.";

    /// <summary>Finds it, or says in the message why there is none.</summary>
    public static async Task<(Running? Server, string Otherwise)> Find(string folder, int? port, CancellationToken ct)
    {
        if (port is { } number)
        {
            return await At(number, ct) is { } there
                ? (there, "")
                : (null, PortHolder.Find(number) is { } holder
                    ? $"no Faultline answers on port {number}; process {holder.Pid} ({holder.Name}) holds it."
                    : $"no server runs on port {number}.");
        }

        return ServerFile.Find(folder) is { } file
            ? (new(file.Pid, file.Endpoint, folder, file.IsReady, await Ask(file.Endpoint, ct)), "")
            : (null, $"no server runs over {folder}.");
    }

    /// <summary>The one that answers on a port, whatever address of this machine it listens at.</summary>
    private static async Task<Running?> At(int port, CancellationToken ct)
    {
        foreach (var address in PortHolder.Addresses(port))
        {
            var endpoint = $"http://{new IPEndPoint(address, port)}";
            if (await Ask(endpoint, ct) is { } status)
            {
                return new(
                    status.GetProperty("pid").GetInt32(),
                    endpoint,
                    status.GetProperty("state").GetString()!,
                    status.GetProperty("ready").GetBoolean(),
                    status);
            }
        }

        return null;
    }

    /// <summary>What the server says of itself; null when nobody answers, or somebody else.</summary>
    private static async Task<JsonElement?> Ask(string endpoint, CancellationToken ct)
    {
        // A proxy that the environment names knows nothing of this machine's servers.
        using var direct = new SocketsHttpHandler { UseProxy = false };
        using var client = new HttpClient(direct) { Timeout = AnswerMax };
        try
        {
            using var json = JsonDocument.Parse(await client.GetByteArrayAsync($"{endpoint}/_faultline/status", ct));
            var root = json.RootElement;
            return root.TryGetProperty("pid", out _) && root.TryGetProperty("state", out _)
                && root.TryGetProperty("ready", out _)
                ? root.Clone()
                : null;
        }
        catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException or JsonException
            or InvalidOperationException)
        {
            return null;
        }
    }
}
