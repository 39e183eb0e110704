using System.Text.Json.Nodes;

namespace Faultline.Services.Fis.Scenarios;

/// <summary>An experiment template while it is put together, as CreateExperimentTemplate takes it.</summary>
internal sealed class TemplateText(ScenarioReading read, string description)
{
    private readonly JsonObject targets = [];
    private readonly JsonObject actions = [];

    public void Target(string name, string type, string mode, params (string Member, JsonNode Value)[] means)
    {
        var target = new JsonObject { ["resourceType"] = type };
        foreach (var (member, value) in means)
        {
            target[member] = value;
        }

        target["selectionMode"] = mode;
        targets[name] = target;
    }

    public void Action(
        string name,
        string id,
        string says,
        (string Slot, string Target)? at,
        IEnumerable<(string Name, string Value)> parameters,
        params string[] after)
    {
        var action = new JsonObject
        {
            ["actionId"] = id,
            ["description"] = says,
            ["parameters"] = Texts(parameters),
        };
        if (at is { } aim)
        {
            action["targets"] = Texts([(aim.Slot, aim.Target)]);
        }

        if (after.Length > 0)
        {
            action["startAfter"] = List(after);
        }

        actions[name] = action;
    }

    public JsonObject Whole(bool skipsEmpty) => new()
    {
        ["description"] = description,
        ["targets"] = targets,
        ["actions"] = actions,
        ["stopConditions"] = new JsonArray(new JsonObject { ["source"] = "none" }),
        ["roleArn"] = read.Role(),
        ["tags"] = Texts([("Name", read.Scenario.Title)]),
        ["experimentOptions"] = Texts(
            [("accountTargeting", "single-account"), ("emptyTargetResolutionMode", skipsEmpty ? "skip" : "fail")]),
    };

    public static JsonObject Texts(IEnumerable<(string Name, string Value)> all) =>
        new(all.Select(each => KeyValuePair.Create(each.Name, (JsonNode?)each.Value)));

    public static JsonArray List(IEnumerable<string> all) => [.. all.Select(each => (JsonNode)each)];

    /// <summary>Filters over what a service describes: all of them must pass.</summary>
    public static JsonArray Filters(params IEnumerable<(string Path, string Value)> all) =>
        [.. all.Select(each => (JsonNode)new JsonObject { ["path"] = each.Path, ["values"] = List([each.Value]) })];
}
