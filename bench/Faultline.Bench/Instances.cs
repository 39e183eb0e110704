using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Faultline.Bench;

/// <summary>EC2 on one server: what the benchmark calls, and what it reads out of the answers.</summary>
internal sealed class Instances(int port) : IDisposable
{
    public const string Shell = "ami-0fa01000000000003";
    public const string Web = "ami-0fa01000000000001";

    private static readonly TimeSpan waitMax = TimeSpan.FromMinutes(5);

    private readonly HttpClient http = new()
    {
        BaseAddress = new($"http://127.0.0.1:{port}"),
        Timeout = TimeSpan.FromMinutes(2),
    };

    private readonly Signer signer = new(new("test", "test"), "ec2");

    /// <summary>A whole request, ready to be sent many times; the rest of its form begins with an ampersand.</summary>
    public byte[] Request(string operation, string rest = "") => signer.Form(port, Form(operation, rest));

    public async Task<XElement> Ask(string operation, string rest = "")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/")
        {
            Content = new StringContent(Form(operation, rest), null, "application/x-www-form-urlencoded"),
        };
        var now = DateTime.UtcNow;
        request.Headers.Add("x-amz-date", now.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("authorization",
            $"AWS4-HMAC-SHA256 Credential=test/{now:yyyyMMdd}/us-east-1/ec2/aws4_request, "
            + "SignedHeaders=host;x-amz-date, Signature=00");
        using var answer = await http.SendAsync(request);
        var body = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode
            ? XElement.Parse(body)
            : throw new InvalidOperationException($"{operation}: {body}");
    }

    public async Task<List<string>> Launch(int count, string image, string tag = "none")
    {
        var answer = await Ask("RunInstances",
            $"&ImageId={image}&MinCount={count}&MaxCount={count}&InstanceType=t3.nano"
            + $"&TagSpecification.1.ResourceType=instance&TagSpecification.1.Tag.1.Key=batch"
            + $"&TagSpecification.1.Tag.1.Value={tag}");
        return Values(answer, "instanceId");
    }

    /// <summary>
    /// Instances that are there and run nothing: launched and stopped, some at a time, so that a machine of any size
    /// can have a thousand.
    /// </summary>
    public async Task Lay(int count, string tag)
    {
        const int batch = 50;
        for (var laid = 0; laid < count; laid += batch)
        {
            var ids = await Launch(Math.Min(batch, count - laid), Shell, tag);
            await Wait(ids, "running");
            await Ask("StopInstances", $"{Ids(ids)}&Force=true");
            await Wait(ids, "stopped");
        }
    }

    public async Task Terminate(IReadOnlyList<string> ids)
    {
        await Ask("TerminateInstances", Ids(ids));
        await Wait(ids, "terminated");
    }

    /// <summary>Waits until all of them are in a state.</summary>
    public Task Wait(IReadOnlyList<string> ids, string state) => Until($"{ids.Count} are {state}", async () =>
    {
        var answer = await Ask("DescribeInstanceStatus", $"{Ids(ids)}&IncludeAllInstances=true");
        return Regex.Count(answer.ToString(), $"<name>{state}</name>") == ids.Count;
    });

    public static async Task Until(string what, Func<Task<bool>> look)
    {
        for (var begin = Stopwatch.GetTimestamp(); !await look(); await Task.Delay(5))
        {
            if (Stopwatch.GetElapsedTime(begin) > waitMax)
            {
                throw new InvalidOperationException($"Never came: {what}.");
            }
        }
    }

    /// <summary>What the server says of an instance as it is on this machine.</summary>
    public async Task<JsonNode> Here(string id) =>
        JsonNode.Parse(await http.GetStringAsync("/_faultline/instances"))!["instances"]!.AsArray()
            .First(each => (string)each!["id"]! == id)!;

    /// <summary>The values of all elements of that name.</summary>
    public static List<string> Values(XElement answer, string name) =>
        [.. answer.Descendants().Where(each => each.Name.LocalName == name).Select(each => each.Value)];

    public void Dispose() => http.Dispose();

    private static string Form(string operation, string rest) => $"Action={operation}&Version=2016-11-15{rest}";

    private static string Ids(IReadOnlyList<string> ids) =>
        string.Concat(ids.Select((id, index) => $"&InstanceId.{index + 1}={id}"));
}
