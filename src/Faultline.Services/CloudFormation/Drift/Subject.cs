using System.Text.Json.Nodes;
using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation.Drift;

/// <summary>A resource that can be looked at, with the resources of its stack around it.</summary>
internal sealed record Subject(StackRow Stack, ResourceRow Resource, ResourceType Type, IReadOnlyList<ResourceRow> All)
{
    /// <summary>
    /// What other resources of the stack add to a list of this one ("Considerations when detecting drift" in the user
    /// guide).
    /// </summary>
    private static readonly (string Type, string List, string Attached, string By)[] attachments =
    [
        ("AWS::EC2::SecurityGroup", "SecurityGroupIngress", "AWS::EC2::SecurityGroupIngress", "GroupId"),
        ("AWS::EC2::SecurityGroup", "SecurityGroupEgress", "AWS::EC2::SecurityGroupEgress", "GroupId"),
    ];

    /// <summary>Nested stacks are looked at by themselves; what only waits is nothing that drifts.</summary>
    private static readonly HashSet<string> without =
    [
        "AWS::CDK::Metadata", "AWS::CloudFormation::Stack", "AWS::CloudFormation::WaitCondition",
        "AWS::CloudFormation::WaitConditionHandle",
    ];

    /// <summary>What of a stack can be looked at.</summary>
    public static IEnumerable<Subject> Of(
        StackRow stack, IReadOnlyList<ResourceRow> resources, IReadOnlyDictionary<string, ResourceType> types) =>
        from resource in resources
        where resource is { IsGone: false, Now.PhysicalId: not null } && !without.Contains(resource.Now.Type)
        let type = types.GetValueOrDefault(resource.Now.Type)
        where type is not null
        select new Subject(stack, resource, type, resources);

    /// <summary>Looks what it is, as the caller, and says in what it differs.</summary>
    public async ValueTask<StackResourceDrift> Look(
        string region, Principal caller, InnerCalls calls, DateTimeOffset now, CancellationToken ct)
    {
        var made = Resource.Now;
        var expected = made.ReadProperties();
        JsonObject? actual;
        try
        {
            actual = await Type.Read(Work(region, caller, calls), ct);
        }
        catch (AwsError gone) when (Type.SaysGone(gone))
        {
            actual = null;
        }

        var differences = actual is null
            ? []
            : Differences(expected, Own(actual));
        return new()
        {
            StackId = Stack.Id,
            LogicalResourceId = Resource.LogicalId,
            PhysicalResourceId = made.PhysicalId,
            ResourceType = made.Type,
            ExpectedProperties = expected.ToJsonString(),
            ActualProperties = actual is null ? null : Shown(expected, actual).ToJsonString(),
            PropertyDifferences = differences,
            StackResourceDriftStatus = actual is null ? StackResourceDriftStatus.Deleted
                : differences.Count > 0 ? StackResourceDriftStatus.Modified
                : StackResourceDriftStatus.InSync,
            Timestamp = now,
        };
    }

    private List<PropertyDifference> Differences(JsonObject expected, JsonObject actual)
    {
        var whole = expected.DeepClone().AsObject();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (_, list, attached, by) in attachments.Where(each => each.Type == Resource.Now.Type))
        {
            if (whole[list] is not JsonArray own)
            {
                continue;
            }

            counts.Add($"/{list}/", own.Count);
            foreach (var other in All.Where(each => each.Now.Type == attached && !each.IsGone))
            {
                var properties = other.Now.ReadProperties();
                if (Scalars.Text(properties[by]) == Resource.Now.PhysicalId)
                {
                    properties.Remove(by);
                    own.Add(properties.DeepClone());
                }
            }
        }

        // What an attachment lacks is its own drift, not that of what it is attached to.
        return Comparison.Of(whole, actual, Unread.Of(Resource.Now.Type)).FindAll(each =>
            each.DifferenceType == DifferenceType.Add || !counts.Any(count =>
                each.PropertyPath!.StartsWith(count.Key, StringComparison.Ordinal)
                && int.Parse(
                    each.PropertyPath[count.Key.Length..].Split('/')[0],
                    System.Globalization.CultureInfo.InvariantCulture) >= count.Value));
    }

    /// <summary>Without the tags that it has from its stack.</summary>
    private JsonObject Own(JsonObject actual)
    {
        var copy = actual.DeepClone().AsObject();
        var name = (TypeFacts.Known.Contains(Type.Name) ? Type.Facts.TagsProperty : null) ?? "Tags";
        if (copy[name] is JsonArray tags)
        {
            var said = Resource.Now.ReadProperties()[name] as JsonArray ?? [];
            foreach (var tag in tags.OfType<JsonObject>().ToList())
            {
                var key = Scalars.Text(tag["Key"]) ?? "";
                var isSaid = said.OfType<JsonObject>().Any(each => Scalars.Text(each["Key"]) == key);
                if (!isSaid && (key.StartsWith("aws:", StringComparison.Ordinal) || StackTags.ContainsKey(key)))
                {
                    tags.Remove(tag);
                }
            }
        }

        return copy;
    }

    /// <summary>What is, of what the template sets.</summary>
    private static JsonObject Shown(JsonObject expected, JsonObject actual) => new(
        expected.Where(each => actual[each.Key] is not null)
            .Select(each => new KeyValuePair<string, JsonNode?>(each.Key, actual[each.Key]!.DeepClone())));

    private Dictionary<string, string> StackTags =>
        (Stack.Shown.Tags ?? []).ToDictionary(tag => tag.Key!, tag => tag.Value ?? "", StringComparer.Ordinal);

    private Work Work(string region, Principal caller, InnerCalls calls) => new()
    {
        StackId = Stack.Id,
        StackName = Stack.Name,
        LogicalId = Resource.LogicalId,
        Region = region,
        Token = Resource.Now.Token,
        Properties = new(Resource.Now.ReadProperties()),
        Id = Resource.Now.PhysicalId,
        Tags = StackTags,
        Caller = caller,
        Origin = Stack.Origin,
        Calls = calls,
    };
}
