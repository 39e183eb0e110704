using System.Text.Json;
using System.Text.Json.Nodes;
using Faultline.Kernel;

namespace Faultline.Commands.Scenarios;

/// <summary>
/// FIS of a region by the server's own path: nobody signs, and no fault of a scenario's meets the calls.
/// </summary>
internal sealed class Experiments(Door door, string region)
{
    private const int PageMax = 100;

    public string Region => region;

    /// <summary>The template's id.</summary>
    public async Task<string> Make(string template, CancellationToken ct)
    {
        var made = await Call("CreateExperimentTemplate", Once(JsonNode.Parse(template)!.AsObject()), ct);
        return made.GetProperty("experimentTemplate").Text("id");
    }

    /// <summary>The experiment's id.</summary>
    public async Task<string> Start(string template, bool acts, CancellationToken ct)
    {
        var input = Once(new JsonObject { ["experimentTemplateId"] = template });
        if (!acts)
        {
            input["experimentOptions"] = new JsonObject { ["actionsMode"] = "skip-all" };
        }

        var started = await Call("StartExperiment", input, ct);
        return started.GetProperty("experiment").Text("id");
    }

    public async Task<JsonElement> Get(string id, CancellationToken ct) =>
        (await Call("GetExperiment", new() { ["id"] = id }, ct)).GetProperty("experiment");

    public Task Stop(string id, CancellationToken ct) => Call("StopExperiment", new() { ["id"] = id }, ct);

    public Task Delete(string template, CancellationToken ct) =>
        Call("DeleteExperimentTemplate", new() { ["id"] = template }, ct);

    /// <summary>The ARNs that each target was resolved to; none where it was to nothing.</summary>
    public async Task<ILookup<string, string>> Found(string id, CancellationToken ct)
    {
        var all = new List<(string Target, string Arn)>();
        for (string? next = null; ;)
        {
            var page = await Call(
                "ListExperimentResolvedTargets",
                new() { ["id"] = id, ["maxResults"] = PageMax, ["nextToken"] = next },
                ct);
            all.AddRange(page.GetProperty("resolvedTargets").EnumerateArray().Select(each =>
                (each.Text("targetName"), each.GetProperty("targetInformation").Text("arn"))));
            next = page.Text("nextToken");
            if (next.Length == 0)
            {
                return all.ToLookup(each => each.Target, each => each.Arn, StringComparer.Ordinal);
            }
        }
    }

    private Task<JsonElement> Call(string operation, JsonObject input, CancellationToken ct) => door.Post(
        $"/_faultline/calls/{region}/fis/{operation}", JsonSerializer.SerializeToUtf8Bytes(input), ct);

    /// <summary>With a token, which FIS asks for: each run is one of its own.</summary>
    private static JsonObject Once(JsonObject input)
    {
        input["clientToken"] = Dice.Unforeseen().Uuid();
        return input;
    }
}
