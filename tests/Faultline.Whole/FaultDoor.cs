using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Faultline.Whole;

/// <summary>Our own door to the faults of a server, straight over HTTP.</summary>
internal sealed class FaultDoor(Server server) : IDisposable
{
    private const string Path = "/_faultline/faults";

    private readonly HttpClient http = new() { BaseAddress = new(server.Url), Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Begins a fault, and gives its id once it is acknowledged.</summary>
    public async Task<string> Begin(object fault)
    {
        using var answer = await http.PostAsJsonAsync(Path, fault);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == 201, body);
        return (string)JsonNode.Parse(body)!["id"]!;
    }

    public async Task Clear(string id)
    {
        using var answer = await http.DeleteAsync($"{Path}/{id}");
        Assert.Equal(200, (int)answer.StatusCode);
    }

    /// <summary>The ids of all that are in force.</summary>
    public async Task<List<string>> InForce() =>
        [.. JsonNode.Parse(await http.GetStringAsync(Path))!["faults"]!.AsArray().Select(each => (string)each!["id"]!)];

    public void Dispose() => http.Dispose();
}
