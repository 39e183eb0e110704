using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Faultline.Api.Ssm;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.CloudFormation.Stacks;
using Faultline.Services.CloudFormation.Templates;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation.Running;

/// <summary>Things of stacks as their types are asked to work on them.</summary>
internal sealed class Works(string region, InnerCalls calls, SsmApi? ssm)
{
    /// <summary>A thing with its dynamic references looked up.</summary>
    public async ValueTask<Work> Of(StackRow stack, string logicalId, Made thing, CancellationToken ct) => new()
    {
        StackId = stack.Id,
        StackName = stack.Name,
        LogicalId = logicalId,
        Region = region,
        Token = thing.Token,
        Properties = await Resolve(stack, thing.Properties, ct),
        Id = thing.PhysicalId,
        Tags = Tags(stack, logicalId),
        TagsBefore = TagsBefore(stack),
        Caller = stack.Caller,
        Origin = stack.Origin,
        Calls = calls,
    };

    public ValueTask<Properties> Resolve(StackRow stack, string properties, CancellationToken ct) =>
        Resolve(stack, properties, isBefore: false, ct);

    /// <summary>The same of what a thing has or was to have: a reference that leads nowhere stays as it is.</summary>
    public ValueTask<Properties> ResolveBefore(StackRow stack, string properties, CancellationToken ct) =>
        Resolve(stack, properties, isBefore: true, ct);

    private async ValueTask<Properties> Resolve(
        StackRow stack, string properties, bool isBefore, CancellationToken ct)
    {
        var tree = JsonNode.Parse(properties)!.AsObject();
        var named = DynamicReferences.In(tree);
        if (named.Count == 0)
        {
            return new(tree);
        }

        var values = new Dictionary<(string, string), string>();
        foreach (var (service, key) in named)
        {
            try
            {
                values[(service, key)] = await Look(stack.Caller, stack.Origin, service, key, ct);
            }
            catch (AwsError nowhere) when (isBefore && !nowhere.MayPass)
            {
                // Whoever goes back from it needs it no more.
            }
        }

        return new(DynamicReferences.Put(tree, values).AsObject());
    }

    /// <summary>What Parameter Store holds under a name.</summary>
    public async ValueTask<string> Stored(Principal caller, string origin, string name, CancellationToken ct) =>
        await Look(caller, origin, "ssm", name, ct);

    private async ValueTask<string> Look(
        Principal caller, string origin, string service, string key, CancellationToken ct)
    {
        if (service is not ("ssm" or "ssm-secure") || ssm is null)
        {
            throw new AwsError(
                "InvalidRequest", 400, $"Faultline cannot resolve {{{{resolve:{service}:{key}}}}} yet.");
        }

        var found = await calls.Ask(
            caller,
            ssm.GetParameter,
            new GetParameterRequest { Name = key, WithDecryption = service == "ssm-secure" },
            ct,
            origin);
        return found.Parameter!.Value!;
    }

    /// <summary>On the way back, those of what was tried are from before too.</summary>
    private static ImmutableSortedSet<string> TagsBefore(StackRow stack) => stack.Operation switch
    {
        null => [],
        { Phase: Phase.Forward } under => under.TagsBefore,
        var under => under.TagsBefore.Union(under.Target?.Tags.Keys ?? []),
    };

    private static Dictionary<string, string> Tags(StackRow stack, string logicalId)
    {
        var edition = stack.Operation is { Phase: Phase.Forward, Target: { } target } ? target : stack.Edition;
        return new(edition?.Tags ?? stack.Operation?.Target?.Tags ?? Pairs.None, StringComparer.Ordinal)
        {
            ["aws:cloudformation:stack-name"] = stack.Name,
            ["aws:cloudformation:stack-id"] = stack.Id,
            ["aws:cloudformation:logical-id"] = logicalId,
        };
    }
}
