using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace Faultline.Whole.Instances;

/// <summary>The EC2 calls of tests that make many of them, straight over HTTP, and what runs of it all.</summary>
internal sealed class Machines(Server server) : IDisposable
{
    public const string Shell = "ami-0fa01000000000003";

    private static readonly TimeSpan limit = TimeSpan.FromMinutes(2);

    private readonly HttpClient http = new() { BaseAddress = new(server.Url), Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>Launches instances, of the shell image unless another is asked for, and gives their ids.</summary>
    public async Task<List<string>> Launch(int count, params (string Name, string Value)[] more)
    {
        var number = count.ToString(CultureInfo.InvariantCulture);
        var answer = await Must("RunInstances",
            [("ImageId", Shell), ("MinCount", number), ("MaxCount", number), .. more]);
        return Values(answer, "instanceId");
    }

    public Task<XElement> Each(string operation, IEnumerable<string> ids) =>
        Must(operation, [.. ids.Select((id, index) => ($"InstanceId.{index + 1}", id))]);

    public async Task<XElement> Must(string operation, params (string Name, string Value)[] input)
    {
        var (status, body) = await Ask(operation, input);
        Assert.True(status == HttpStatusCode.OK, $"{operation}: {status} {body}");
        return body;
    }

    public async Task<(HttpStatusCode Status, XElement Body)> Ask(
        string operation, params (string Name, string Value)[] input)
    {
        using var form = new FormUrlEncodedContent(
            input.Append(("Action", operation)).Append(("Version", "2016-11-15"))
                .Select(each => KeyValuePair.Create(each.Item1, each.Item2)));
        using var answer = await http.PostAsync("/", form);
        return (answer.StatusCode, XElement.Parse(await answer.Content.ReadAsStringAsync()));
    }

    /// <summary>What the server says of its instances as they are on this machine.</summary>
    public async Task<List<Shown>> Running() =>
    [
        .. JsonNode.Parse(await http.GetStringAsync("/_faultline/instances"))!["instances"]!.AsArray()
            .Where(each => each!["process"] is not null)
            .Select(each => new Shown(
                (string)each!["id"]!, (int)each["process"]!, (string)each["zone"]!, (string)each["address"]!)),
    ];

    /// <summary>Instances by the name of the state that they are in.</summary>
    public async Task<Dictionary<string, string>> States()
    {
        var answer = await Must("DescribeInstances");
        return Named(answer, "instancesSet").ToDictionary(
            item => Own(item, "instanceId")!.Value, item => Own(Own(item, "instanceState")!, "name")!.Value);
    }

    public async Task<string> Console(string id)
    {
        var answer = await Must("GetConsoleOutput", ("InstanceId", id));
        return Encoding.UTF8.GetString(Convert.FromBase64String(Values(answer, "output").FirstOrDefault() ?? ""));
    }

    /// <summary>Waits until all of them are in a state.</summary>
    public Task AreAll(IReadOnlyCollection<string> ids, string state) =>
        Until($"{ids.Count} instances are {state}", async () =>
        {
            var states = await States();
            return ids.All(id => states.GetValueOrDefault(id) == state);
        });

    /// <summary>Looks until something is so, and fails by its name where that never comes.</summary>
    public static Task Until(string what, Func<Task<bool>> look) =>
        UntilNone(what, async () => await look() ? [] : ["it is not so"]);

    public static Task Until(string what, Func<bool> look) => Until(what, () => Task.FromResult(look()));

    /// <summary>Looks until nothing is left, and fails with what is.</summary>
    public static Task UntilNone(string what, Func<IReadOnlyList<string>> look) =>
        UntilNone(what, () => Task.FromResult(look()));

    private static async Task UntilNone(string what, Func<Task<IReadOnlyList<string>>> look)
    {
        using var end = new CancellationTokenSource(limit);
        for (var left = await look(); left.Count > 0; left = await look())
        {
            Assert.False(end.IsCancellationRequested, $"Never came: {what}. {string.Join(", ", left)}");
            await Task.Delay(20);
        }
    }

    /// <summary>The values of all elements of that name.</summary>
    public static List<string> Values(XElement answer, string name) =>
        [.. answer.Descendants().Where(each => each.Name.LocalName == name).Select(each => each.Value)];

    /// <summary>The items of all lists of that name.</summary>
    public static IEnumerable<XElement> Named(XElement answer, string name) =>
        answer.Descendants().Where(each => each.Name.LocalName == name).Elements();

    public static XElement? Own(XElement item, string name) =>
        item.Elements().FirstOrDefault(each => each.Name.LocalName == name);

    public static (string, string) UserData(string script) =>
        ("UserData", Convert.ToBase64String(Encoding.UTF8.GetBytes(script)));

    public void Dispose() => http.Dispose();

    /// <summary>An instance that runs: its first process, its zone, and the address that it works at.</summary>
    internal sealed record Shown(string Id, int Process, string Zone, string Address);
}
