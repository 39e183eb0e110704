using System.Text.Json.Nodes;
using Faultline.Api.Ssm;
using Faultline.Services.Provisioning;

namespace Faultline.Services.Ssm.Resources;

/// <summary>Parameters that are no secret: those CloudFormation does not make. Its id is the name.</summary>
internal sealed class ParameterResourceType(SsmApi ssm) : ResourceType("AWS::SSM::Parameter")
{
    private const int NameMax = 1011;

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var name = work.Properties.Text("Name") ?? work.Name(NameMax);
        if (await Look(work, name, ct) is null)
        {
            var request = Asked(work, name);
            request.Tags = [.. Tags(work, work.Properties).Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];
            await work.Ask(ssm.PutParameter, request, ct);
        }
        else if (!Marks.AreOf(work, await TagsOf(work, name, ct)))
        {
            throw Refused.Exists(Name, name);
        }

        return name;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        var request = Asked(work, work.Id!);
        request.Overwrite = true;

        // What the template has no longer goes; the API would keep what a call does not say.
        request.Description ??= "";
        request.AllowedPattern ??= "";
        request.Policies ??= before.Has("Policies") ? "[{}]" : null;
        await work.Ask(ssm.PutParameter, request, ct);
        var (was, now) = (Tags(work, before), Tags(work, work.Properties));
        if (Marks.Gone(work, was.Keys, now.Keys) is { Count: > 0 } gone)
        {
            await work.Ask(
                ssm.RemoveTagsFromResource,
                new RemoveTagsFromResourceRequest
                {
                    ResourceType = ResourceTypeForTagging.Parameter,
                    ResourceId = work.Id!,
                    TagKeys = gone,
                },
                ct);
        }

        if (now.Count > 0)
        {
            await work.Ask(
                ssm.AddTagsToResource,
                new AddTagsToResourceRequest
                {
                    ResourceType = ResourceTypeForTagging.Parameter,
                    ResourceId = work.Id!,
                    Tags = [.. now.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })],
                },
                ct);
        }
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        ssm.DeleteParameter, new DeleteParameterRequest { Name = work.Id! }, ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if (await Look(work, work.Id!, ct) is not { } metadata)
        {
            return null;
        }

        var found = await work.Ask(ssm.GetParameter, new GetParameterRequest { Name = work.Id! }, ct);
        var asked = work.Properties.Group("Tags")?.Names.ToHashSet(StringComparer.Ordinal) ?? [];
        var tags = (await TagsOf(work, work.Id!, ct))
            .Where(tag => asked.Contains(tag.Key) || !work.Tags.ContainsKey(tag.Key));
        var shown = this.Shown(metadata);
        shown["Value"] = found.Parameter!.Value;
        shown["Arn"] = found.Parameter.ARN;
        shown["Tags"] = new JsonObject(tags.Select(tag => KeyValuePair.Create(tag.Key, (JsonNode?)tag.Value)));
        if (metadata.Policies is { Count: > 0 } policies)
        {
            shown["Policies"] = $"[{string.Join(',', policies.Select(each => each.PolicyText))}]";
        }
        else
        {
            shown.Remove("Policies");
        }

        return shown;
    }

    private static PutParameterRequest Asked(Work work, string name)
    {
        if (work.Properties.Text("Type") == ParameterType.SecureString)
        {
            throw Refused.Invalid("CloudFormation does not make parameters of the type SecureString.");
        }

        var request = work.Properties.As<PutParameterRequest>("Tags");
        request.Name = name;
        return request;
    }

    /// <summary>Of this type, tags are a map.</summary>
    private static Dictionary<string, string> Tags(Work work, Properties properties)
    {
        var tags = new Dictionary<string, string>(work.Tags, StringComparer.Ordinal);
        if (properties.Group("Tags") is { } asked)
        {
            foreach (var key in asked.Names)
            {
                tags[key] = asked.Text(key) ?? "";
            }
        }

        return tags;
    }

    private async ValueTask<ParameterMetadata?> Look(Work work, string name, CancellationToken ct) => (await work.Ask(
        ssm.DescribeParameters,
        new DescribeParametersRequest { ParameterFilters = [new() { Key = "Name", Values = [name] }] },
        ct)).Parameters!.FirstOrDefault();

    private async ValueTask<Dictionary<string, string>> TagsOf(Work work, string name, CancellationToken ct) =>
        (await work.Ask(
            ssm.ListTagsForResource,
            new ListTagsForResourceRequest
            {
                ResourceType = ResourceTypeForTagging.Parameter,
                ResourceId = name,
            },
            ct)).TagList!.ToDictionary(tag => tag.Key, tag => tag.Value, StringComparer.Ordinal);
}
