using System.Text.Json.Nodes;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Tests.CloudFormation;

/// <summary>
/// A service with one type of things, which outlives whoever calls it. It knows client tokens; a test says when it
/// refuses, is slow, or does what is asked and does not say so.
/// </summary>
internal sealed class ScriptedThings
{
    public const string Type = "Test::Cloud::Thing";

    private readonly Lock gate = new();
    private int last;

    /// <summary>What is there, by id.</summary>
    public SortedDictionary<string, Thing> There { get; } = new(StringComparer.Ordinal);

    /// <summary>How many things were made under a token.</summary>
    public SortedDictionary<string, int> Made { get; } = new(StringComparer.Ordinal);

    /// <summary>What was done, as <c>create A</c>.</summary>
    public List<string> Log { get; } = [];

    /// <summary>What stands in the way of an act on a logical id; it is not done then.</summary>
    public Func<string, string, AwsError?> Before { get; set; } = static (_, _) => null;

    /// <summary>The same, but it is done.</summary>
    public Func<string, string, AwsError?> After { get; set; } = static (_, _) => null;

    /// <summary>How long an act takes.</summary>
    public Func<Task> Takes { get; set; } = static () => Task.CompletedTask;

    /// <summary>Whether a thing that was made, changed or deleted is over with it.</summary>
    public Func<string, bool> IsSettled { get; set; } = static _ => true;

    public ResourceType ResourceType => new ThingType(this);

    /// <summary>All things as <c>A 1</c>: logical id and size, in order.</summary>
    public string Shown => string.Join(", ", There.Values.Select(thing =>
        $"{thing.LogicalId} {Scalars.Text(thing.Properties["Size"]) ?? "0"}").Order(StringComparer.Ordinal));

    public static AwsError Refusal(string message = "no") => new("Refused", 400, message);

    public static AwsError Outage { get; } = new("ServiceUnavailable", 503, "not now");

    private async ValueTask<T> Act<T>(string what, Work work, Func<T> act)
    {
        await Takes();
        lock (gate)
        {
            if (what is "create" or "update" && work.Properties.Has("Bad"))
            {
                throw Refusal("It is bad.");
            }

            if (Before(what, work.LogicalId) is { } refused)
            {
                throw refused;
            }

            var done = act();
            return After(what, work.LogicalId) is { } unheard ? throw unheard : done;
        }
    }

    private string Create(Work work)
    {
        if (There.Values.FirstOrDefault(thing => thing.Token == work.Token) is { } found)
        {
            return found.Id;
        }

        Log.Add($"create {work.LogicalId}");
        Made[work.Token] = Made.GetValueOrDefault(work.Token) + 1;
        var id = $"thing-{++last:0000}";
        There.Add(id, new(id, work.Token, work.StackName, work.LogicalId, work.Properties.All.DeepClone().AsObject()));
        return id;
    }

    private bool Update(Work work)
    {
        if (!There.TryGetValue(work.Id!, out var thing))
        {
            throw new AwsError("ThingNotFound", 404, $"There is no {work.Id}.");
        }

        Log.Add($"update {work.LogicalId}");
        There[work.Id!] = thing with { Properties = work.Properties.All.DeepClone().AsObject() };
        return true;
    }

    private bool Delete(Work work)
    {
        if (There.Values.Any(thing => thing.Properties["Link"] is { } link && Scalars.Text(link) == work.Id))
        {
            throw new AwsError("DependencyViolation", 400, $"{work.Id} is used.");
        }

        if (!There.Remove(work.Id!))
        {
            throw new AwsError("ThingNotFound", 404, $"There is no {work.Id}.");
        }

        Log.Add($"delete {work.LogicalId}");
        return true;
    }

    private JsonObject? Read(Work work)
    {
        if (!There.TryGetValue(work.Id!, out var thing))
        {
            return null;
        }

        var read = thing.Properties.DeepClone().AsObject();
        read["Arn"] = $"arn:{thing.Id}";
        return read;
    }

    /// <summary>A thing that was made.</summary>
    internal sealed record Thing(string Id, string Token, string Stack, string LogicalId, JsonObject Properties);

    private sealed class ThingType(ScriptedThings things) : ResourceType(Type)
    {
        public override ValueTask<string> Create(Work work, CancellationToken ct) =>
            things.Act("create", work, () => things.Create(work));

        public override async ValueTask<bool> IsReady(Work work, CancellationToken ct) =>
            await things.Act("look", work, () => things.IsSettled(work.LogicalId));

        public override async ValueTask Update(Work work, Properties before, CancellationToken ct) =>
            await things.Act("update", work, () => things.Update(work));

        public override async ValueTask Delete(Work work, CancellationToken ct) =>
            await things.Act("delete", work, () => things.Delete(work));

        public override async ValueTask<bool> IsGone(Work work, CancellationToken ct) =>
            await things.Act("look", work, () => things.IsSettled(work.LogicalId));

        public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct) =>
            await things.Act("read", work, () => things.Read(work));

        public override bool Replaces(Properties before, Properties after, IReadOnlySet<string> changed) =>
            changed.Contains("Name");
    }
}
