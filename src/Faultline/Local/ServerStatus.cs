using System.Text.Json;
using Faultline.Kernel.Times;

namespace Faultline.Local;

/// <summary>What the server says of itself to <c>faultline status</c> and to whoever asks over HTTP.</summary>
internal sealed record ServerStatus(
    int Pid,
    int Port,
    string Endpoint,
    string State,
    string Durability,
    string Session,
    DateTimeOffset Started,
    DateTimeOffset Now,
    bool Ready,
    IReadOnlyList<string> Regions,
    int Faults,
    Timing Timing)
{
    public void Write(Utf8JsonWriter json)
    {
        json.WriteString("version", Server.Version);
        json.WriteNumber("pid", Pid);
        json.WriteNumber("port", Port);
        json.WriteString("endpoint", Endpoint);
        json.WriteString("state", State);
        json.WriteString("durability", Durability);
        json.WriteString("session", Session);
        json.WriteString("started", Started);
        json.WriteNumber("uptimeSeconds", Math.Round((Now - Started).TotalSeconds, 3));
        json.WriteBoolean("ready", Ready);
        json.WriteStartArray("regions");
        foreach (var region in Regions)
        {
            json.WriteStringValue(region);
        }

        json.WriteEndArray();
        json.WriteNumber("faultsInForce", Faults);
        json.WriteString("timing", TimingText);
    }

    /// <summary>In the notation of <c>--timing</c>.</summary>
    private string TimingText => string.Join(
        ',',
        Timing.Services.OrderBy(each => each.Key, StringComparer.Ordinal)
            .Select(each => $"{each.Key}={each.Value}").Prepend($"{Timing.Profile}")).ToLowerInvariant();
}
