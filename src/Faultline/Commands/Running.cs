using System.CommandLine;
using System.Text.Json;

namespace Faultline.Commands;

/// <summary>A server that runs, found by its state folder or by its port.</summary>
internal sealed record Running(int Pid, string Endpoint, string Folder, JsonElement? Status)
{
    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(5);

    /// <summary>Finds it, or says in the message why there is none.</summary>
    public static async Task<(Running? Server, string Otherwise)> Find(string folder, int? port, CancellationToken ct)
    {
        if (port is { } number)
        {
            var endpoint = $"http://127.0.0.1:{number}";
            var status = await Ask(endpoint, ct);
            return status is { } ours
                ? (new(ours.GetProperty("pid").GetInt32(), endpoint, ours.GetProperty("state").GetString()!, ours), "")
                : (null, PortHolder.Find(number) is { } holder
                    ? $"no Faultline answers on port {number}; process {holder.Pid} ({holder.Name}) holds it."
                    : $"no server runs on port {number}.");
        }

        return ServerFile.Find(folder) is { } file
            ? (new(file.Pid, file.Endpoint, folder, await Ask(file.Endpoint, ct)), "")
            : (null, $"no server runs over {folder}.");
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
            return json.RootElement.TryGetProperty("pid", out _) && json.RootElement.TryGetProperty("state", out _)
                ? json.RootElement.Clone()
                : null;
        }
        catch (Exception silent) when (silent is HttpRequestException or TaskCanceledException or JsonException
            or InvalidOperationException)
        {
            return null;
        }
    }
}
