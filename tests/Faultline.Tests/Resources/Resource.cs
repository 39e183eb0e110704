using System.Text.Json.Nodes;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Tests.Resources;

/// <summary>One resource through its life, with what must hold at each step of it, whatever its type.</summary>
internal sealed class Resource(Grounds grounds, string type, string logicalId)
{
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan step = TimeSpan.FromMilliseconds(250);

    private JsonObject properties = [];

    public string Id { get; private set; } = "";

    /// <summary>Properties that the service takes and shows nobody, or shows otherwise.</summary>
    public string[] Unseen { get; init; } = [];

    /// <summary>Attributes that say when it was changed last.</summary>
    public string[] Moving { get; init; } = [];

    private Work Work => grounds.Work(logicalId, (JsonObject)properties.DeepClone(), Id.Length > 0 ? Id : null);

    /// <summary>
    /// It is made, twice by the same work, which makes one; it comes up, and shows what was asked for.
    /// </summary>
    public async Task<JsonObject> Make(string text)
    {
        properties = Read(text);
        var work = Work;
        Id = await grounds.On(type, each => each.Create(work, Grounds.Ct));
        Assert.Equal(Id, await grounds.On(type, each => each.Create(work, Grounds.Ct)));
        await Until(each => each.IsReady(Work, Grounds.Ct));
        return await Shown();
    }

    /// <summary>It is changed in place, and changed back: then it is as it was.</summary>
    public async Task Change(string text)
    {
        var (before, was) = (properties, await Shown());
        await Update(Read(text));
        await Shown();
        await Update(before);
        Same(was, await Shown());
        await Update(Read(text));
    }

    /// <summary>It is deleted, twice, and is not there any more.</summary>
    public async Task Delete()
    {
        for (var time = 0; time < 2; time++)
        {
            await grounds.On(type, async each =>
            {
                await each.Delete(Work, Grounds.Ct);
                return true;
            });
            await Until(each => each.IsGone(Work, Grounds.Ct));
        }
    }

    /// <summary>It is deleted, and nothing of it is there.</summary>
    public async Task End()
    {
        await Delete();
        Assert.Null(await grounds.On(type, each => each.Read(Work, Grounds.Ct)));
    }

    public async Task Refused(string code, string text, string says)
    {
        properties = Read(text);
        var work = Work;
        var error = await Assert.ThrowsAsync<AwsError>(() => grounds.On(type, each => each.Create(work, Grounds.Ct)));
        Assert.Equal(code, error.Code);
        Assert.Contains(says, error.Message, StringComparison.Ordinal);
    }

    /// <summary>It shows all that was asked for, and each of its attributes.</summary>
    public async Task<JsonObject> Shown()
    {
        var shown = await grounds.On(type, each => each.Read(Work, Grounds.Ct));
        Assert.NotNull(shown);
        foreach (var (name, asked) in properties.Where(one => !Unseen.Contains(one.Key)))
        {
            Assert.True(
                Holds(asked, shown[name]),
                $"{type} shows {name} as {shown[name]?.ToJsonString()}, not {asked?.ToJsonString()}");
        }

        var facts = await grounds.On(type, each => ValueTask.FromResult(each.Facts));
        Assert.All(facts.Attributes.Keys, name => Assert.NotNull(
            shown[name] ?? name.Split('.').Aggregate((JsonNode?)shown, (at, part) => at?[part])));
        return shown;
    }

    private static JsonObject Read(string text) => JsonNode.Parse(text)!.AsObject();

    private async Task Update(JsonObject after)
    {
        var before = new Properties((JsonObject)properties.DeepClone());
        properties = after;
        await grounds.On(type, async each =>
        {
            await each.Update(Work, before, Grounds.Ct);
            return true;
        });
        await Until(each => each.IsReady(Work, Grounds.Ct));
    }

    private async Task Until(Func<ResourceType, ValueTask<bool>> so)
    {
        for (var waited = TimeSpan.Zero; !await grounds.On(type, so); waited += step)
        {
            Assert.True(waited < patience, $"{type} {Id} never came to it.");
            await grounds.Delay(step);
        }
    }

    /// <summary>Whether what is shown says all that was asked for: as text, in any order, and more besides.</summary>
    private static bool Holds(JsonNode? asked, JsonNode? shown) => asked switch
    {
        JsonObject wanted => shown is JsonObject has && wanted.All(one => Holds(one.Value, has[one.Key])),
        JsonArray wanted => shown is JsonArray has && wanted.All(one => has.Any(other => Holds(one, other))),
        _ => string.Equals(Scalars.Text(asked), Scalars.Text(shown), StringComparison.OrdinalIgnoreCase),
    };

    private void Same(JsonObject before, JsonObject after)
    {
        foreach (var name in before.Select(one => one.Key).Union(after.Select(one => one.Key)).Except(Moving))
        {
            Assert.True(
                Holds(before[name], after[name]) && Holds(after[name], before[name]),
                $"{name} was {before[name]?.ToJsonString()}, and is {after[name]?.ToJsonString()}.");
        }
    }
}
