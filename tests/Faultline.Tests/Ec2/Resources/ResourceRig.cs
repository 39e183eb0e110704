using System.Text.Json.Nodes;
using Faultline.Api.Ec2;
using Faultline.Kernel;
using Faultline.Services;
using Faultline.Services.Ec2.Instances;
using Faultline.Services.Ec2.Resources;
using Faultline.Services.Provisioning;
using Faultline.Wire;
using ResourceType = Faultline.Services.Provisioning.ResourceType;

namespace Faultline.Tests.Ec2.Resources;

/// <summary>
/// A stack of EC2's types over a real EC2: each resource is made, changed and deleted as CloudFormation would, and what
/// takes its time moves when somebody waits. In properties, <c>@Name</c> is what Ref gives of a resource that was made
/// before, and <c>@Name.Attribute</c> what GetAtt gives.
/// </summary>
internal sealed class ResourceRig
{
    private const string StackId = "arn:aws:cloudformation:us-east-1:111122223333:stack/web/0a1b";

    // What waits in EC2 takes a minute and a half at most, and EIP limits and the like have nothing to do with it.
    private const int StepsMax = 40;

    private readonly Dice dice;
    private readonly Dictionary<string, (string Type, Work Work)> made = new(StringComparer.Ordinal);
    private int tokens;

    public ResourceRig(ulong seed = 7)
    {
        dice = new(seed);
        Calls = new(Cloud.Region, new("stacks", new Hand(Cloud), dice), Cloud.Around);
    }

    public Ec2Rig Cloud { get; } = new();

    public InnerCalls Calls { get; }

    /// <summary>How often something that fails for a while is tried again.</summary>
    public Func<Func<Task>, Task> Patiently { get; init; } = static act => act();

    public IEnumerable<string> Names => made.Keys;

    public Work this[string name] => made[name].Work;

    public static CancellationToken Ct => CancellationToken.None;

    public ResourceType Type(string type) => AllTypes.Of(Cloud.Ec2).Single(each => each.Name == "AWS::EC2::" + type);

    public ResourceType TypeOf(string name) => Type(made[name].Type);

    /// <summary>The work that a resource begins with; every one has a token of its own.</summary>
    public async Task<Work> Begin(string name, string json) => new()
    {
        StackId = StackId,
        StackName = "web",
        LogicalId = name,
        Region = Cloud.Region,
        Token = $"{++tokens:d12}{new string('0', 20)}",
        Properties = await Resolved(json),
        Tags = new Dictionary<string, string>
        {
            ["aws:cloudformation:stack-name"] = "web",
            ["aws:cloudformation:stack-id"] = StackId,
            ["aws:cloudformation:logical-id"] = name,
        },
        Caller = Principal.OfService(Ec2Call.Account, "cloudformation.amazonaws.com", "CloudFormation"),
        Calls = Calls,
    };

    /// <summary>Makes a resource, once more with the same work, and waits for it.</summary>
    public async Task<Work> Make(string name, string type, string json = "{}")
    {
        var work = await Begin(name, json);
        await Patiently(async () => work = work with { Id = await Type(type).Create(work, Ct) });
        await Patiently(async () => Assert.Equal(work.Id, await Type(type).Create(work with { Id = null }, Ct)));
        made[name] = (type, work);
        await Ready(name);
        return work;
    }

    /// <summary>Changes a resource in place, twice, and waits for it.</summary>
    public async Task Change(string name, string json)
    {
        var (type, before) = made[name];
        var work = before with { Properties = await Resolved(json) };
        Assert.False(Replaces(name, work.Properties), $"{type} would be replaced.");
        await Patiently(async () => await Type(type).Update(work, before.Properties, Ct));
        await Patiently(async () => await Type(type).Update(work, before.Properties, Ct));
        made[name] = (type, work);
        await Ready(name);
    }

    public async Task<bool> Replaces(string name, string json) => Replaces(name, await Resolved(json));

    public async Task Ready(string name)
    {
        var ready = false;
        for (var step = 0; !ready; step++)
        {
            Assert.True(step < StepsMax, $"{name} never becomes ready.");
            await Patiently(async () => ready = await TypeOf(name).IsReady(this[name], Ct));
            await Step();
        }
    }

    public async Task<JsonObject?> Read(string name)
    {
        JsonObject? shown = null;
        await Patiently(async () => shown = await TypeOf(name).Read(this[name], Ct));
        return shown;
    }

    /// <summary>What it shows under that name.</summary>
    public async Task<string?> Read(string name, string property) => (await Read(name))?[property] switch
    {
        null => null,
        JsonValue value => value.ToString(),
        var tree => tree.ToJsonString(),
    };

    /// <summary>Deletes a resource, twice, waits until it is gone, and deletes it once more.</summary>
    public async Task Delete(string name)
    {
        await Patiently(async () => await TypeOf(name).Delete(this[name], Ct));
        await Patiently(async () => await TypeOf(name).Delete(this[name], Ct));
        var gone = false;
        for (var step = 0; !gone; step++)
        {
            Assert.True(step < StepsMax, $"{name} is never gone.");
            await Patiently(async () => gone = await TypeOf(name).IsGone(this[name], Ct));
            await Step();
        }

        await Patiently(async () => await TypeOf(name).Delete(this[name], Ct));
        Assert.True(await Read(name) is null, $"{name} is still there.");
        await Patiently(async () => Assert.True(await TypeOf(name).IsGone(this[name], Ct)));
    }

    public async Task DeleteAll()
    {
        foreach (var name in made.Keys.Reverse().ToList())
        {
            await Delete(name);
        }
    }

    /// <summary>The ids of what bears the mark of a work, whatever became of it.</summary>
    public async Task<List<string>> Marked(Work work) => (await Cloud.Ec2.DescribeTags(
        Cloud.Call("DescribeTags"), new() { Filters = Ec2Call.Filters($"value={work.Token}") }, Ct))
        .Tags!.ConvertAll(tag => tag.ResourceId!);

    /// <summary>A minute passes: volumes are made, instances go where they are going, and so do gateways.</summary>
    public async Task Step()
    {
        Cloud.Now += TimeSpan.FromMinutes(1);
        await Cloud.Settle();
        using var held = await Cloud.Ec2.Book.Take(Ct);
        var transitions = new Transitions(Cloud.Region, Cloud.Around.Timeline);
        foreach (var machine in held.State.Machines.All.ToList())
        {
            var next = machine.State switch
            {
                InstanceStateName.Pending => InstanceStateName.Running,
                InstanceStateName.Stopping => InstanceStateName.Stopped,
                InstanceStateName.ShuttingDown => InstanceStateName.Terminated,
                _ => null,
            };
            if (next is not null)
            {
                transitions.Take(held.State, machine, machine.Enter(next, Cloud.Now), Cloud.Now);
            }
        }

        await held.Keep();
    }

    private bool Replaces(string name, Properties after)
    {
        var before = this[name].Properties;
        var changed = before.Names.Union(after.Names)
            .Where(each => !JsonNode.DeepEquals(before[each], after[each])).ToHashSet();
        return TypeOf(name).Replaces(before, after, changed);
    }

    private async Task<Properties> Resolved(string json)
    {
        var node = JsonNode.Parse(json)!;
        return new((JsonObject)(await Resolved(node))!);
    }

    private async Task<JsonNode?> Resolved(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray list:
                var items = new JsonArray();
                foreach (var item in list)
                {
                    items.Add(await Resolved(item));
                }

                return items;
            case JsonObject group:
                var members = new JsonObject();
                foreach (var (name, value) in group)
                {
                    members[name] = await Resolved(value);
                }

                return members;
            case JsonValue value when value.GetValueKind() == System.Text.Json.JsonValueKind.String
                && value.ToString() is ['@', .. var reference]:
                return reference.Split('.') is [var of, var attribute]
                    ? await Read(of, attribute)
                    : this[reference].Id;
            default:
                return node?.DeepClone();
        }
    }

    private sealed class Hand(Ec2Rig cloud) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => cloud.Now;
    }
}
