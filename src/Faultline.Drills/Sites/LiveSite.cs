using System.Text;
using System.Text.Json;
using Faultline.Drills.Sites.Live;
using Faultline.Kernel;
using Faultline.Kernel.Timeline;
using Faultline.Kernel.Times;
using Faultline.Network;
using Faultline.Services.Worldwide;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Drills.Sites;

/// <summary>
/// A server that runs: watched and struck through its own paths, called over its wire, with the sockets and the names
/// of this machine.
/// </summary>
public sealed class LiveSite : ISite
{
    /// <summary>More than happen between two looks; what is left comes with the next.</summary>
    private const int HappeningsMax = 20_000;

    private static readonly Dictionary<string, HappeningKind> kinds =
        Enum.GetValues<HappeningKind>().ToDictionary(kind => kind.Name(), StringComparer.Ordinal);

    private readonly LiveDoor door;
    private readonly LiveNames names;
    private readonly string account;

    /// <param name="endpoint">The address of the server, as <c>http://localhost:4566</c>.</param>
    /// <param name="account">The account whose root calls.</param>
    /// <param name="node">The clock and the dice of whoever plays.</param>
    public LiveSite(string endpoint, string account, Node node)
    {
        (Says, Node, this.account) = (endpoint, node, account);
        door = new(endpoint);
        names = new(door);
    }

    public Node Node { get; }

    public string Says { get; }

    public ITransport Transport { get; } = new Sockets();

    public ValueTask<TOut> Observe<TOut>(
        string region, ServiceModel service, string operation, IStructure input, CancellationToken ct)
        where TOut : class, IStructure, new() =>
        door.Call<TOut>(Path(region, service, operation, meetsFaults: false), input, ct);

    /// <summary>
    /// Over the wire that a customer's SDK speaks where that is JSON. Where it is another one, the server is called by
    /// its own path, and the faults meet the call as they meet those.
    /// </summary>
    public ValueTask<TOut> Call<TOut>(
        string region, ServiceModel service, string operation, IStructure input, CancellationToken ct)
        where TOut : class, IStructure, new() =>
        SignedCall.Speaks(service)
            ? door.Call<TOut>(new SignedCall(region, account, service, operation, Node.Now), input, ct)
            : door.Call<TOut>(Path(region, service, operation, meetsFaults: true), input, ct);

    public async ValueTask<string> Ask(
        string region, ServiceModel service, string operation, string input, bool meetsFaults, CancellationToken ct) =>
        Encoding.UTF8.GetString(await door.Call(
            Path(region, service, operation, meetsFaults), Encoding.UTF8.GetBytes(input), ct));

    public ValueTask<NameAnswer> Resolve(string name, CancellationToken ct) => names.Resolve(name, ct);

    public async ValueTask<IDatabase> Connect(DatabaseAddress at, CancellationToken ct) =>
        await LiveDatabase.Open(at, Node.Clock, ct);

    public async ValueTask<string> Begin(FaultRequest fault, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("kind", fault.Kind);
            json.WriteString("door", fault.Door);
            if (fault.For is { } span)
            {
                json.WriteString("for", Spans.Text(span));
            }

            foreach (var (name, value) in fault.Given)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        var begun = await door.Own(HttpMethod.Post, "/_faultline/faults", bytes.ToArray(), ct);
        return begun.GetProperty("id").GetString()!;
    }

    public async ValueTask<IReadOnlyList<string>> Clear(IReadOnlyCollection<string> faults, CancellationToken ct)
    {
        var cleared = new List<string>();
        foreach (var fault in faults)
        {
            if (await door.Try(HttpMethod.Delete, $"/_faultline/faults/{Uri.EscapeDataString(fault)}", ct) is not null)
            {
                cleared.Add(fault);
            }
        }

        return cleared;
    }

    public async ValueTask<IReadOnlyList<string>> OutOfSync(
        string region, IReadOnlyCollection<string> databases, CancellationToken ct)
    {
        var answer = await door.Own(HttpMethod.Get, "/_faultline/databases", null, ct);
        return
        [
            .. from each in answer.GetProperty("databases").EnumerateArray()
               where Text(each, "account") == account && Text(each, "region") == region
               let name = Text(each, "name")
               where databases.Contains(name) && !each.GetProperty("servers").EnumerateArray()
                   .Any(server => server.GetProperty("isInSync").GetBoolean() && Text(server, "state") == "following")
               select name,
        ];
    }

    public async ValueTask<IReadOnlyList<Happening>> Happenings(long after, CancellationToken ct)
    {
        var answer = await door.Own(
            HttpMethod.Get, $"/_faultline/timeline?after={after}&limit={HappeningsMax}", null, ct);
        return [.. answer.GetProperty("events").EnumerateArray().Select(Read).OfType<Happening>()];
    }

    public ValueTask DisposeAsync()
    {
        door.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A server of another version may know kinds that we do not.</summary>
    private static Happening? Read(JsonElement json) =>
        kinds.TryGetValue(json.GetProperty("event").GetString()!, out var kind)
            ? new(kind, json.GetProperty("at").GetDateTimeOffset())
            {
                Number = json.GetProperty("number").GetInt64(),
                Region = Text(json, "region"),
                Zone = Text(json, "zone"),
                Resource = Text(json, "resource"),
                Cause = Text(json, "cause"),
                Outcome = Text(json, "outcome"),
                Says = Text(json, "says") ?? "",
            }
            : null;

    private static string? Text(JsonElement json, string member) =>
        json.TryGetProperty(member, out var found) ? found.GetString() : null;

    private string Path(string region, ServiceModel service, string operation, bool meetsFaults) =>
        $"/_faultline/calls/{region}/{service.Id}/{operation}?account={account}{(meetsFaults ? "&faults=meet" : "")}";
}
