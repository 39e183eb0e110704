using System.Text.Json.Nodes;
using Faultline.Api.Logs;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.Logs.Resources;

/// <summary>Log groups. Its id is the name.</summary>
internal sealed class LogGroupType(LogsApi logs) : ResourceType("AWS::Logs::LogGroup")
{
    private const string Days = "RetentionInDays";
    private const string Protected = "DeletionProtectionEnabled";
    private const int NameMax = 512;

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        Check(work);
        var name = work.Properties.Text("LogGroupName") ?? work.Name(NameMax);
        if (await Look(work, name, ct) is not { } there)
        {
            var request = work.Properties.As<CreateLogGroupRequest>("Tags");
            request.LogGroupName = name;
            request.Tags = work.Properties.Tags(work);
            await work.Ask(logs.CreateLogGroup, request, ct);
        }
        else if (!Marks.AreOf(work, await Tags(work, there, ct)))
        {
            throw Refused.Exists(Name, name);
        }

        await Retain(work, name, Properties.None, ct);
        return name;
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        Check(work);
        if (work.Properties.Text("LogGroupClass") != before.Text("LogGroupClass"))
        {
            throw new AwsError("NotUpdatable", 400, "The class of a log group cannot be changed.");
        }

        if (work.Properties.Text("KmsKeyId") != before.Text("KmsKeyId"))
        {
            throw Refused.NotBuilt(Name, "KmsKeyId");
        }

        await Retain(work, work.Id!, before, ct);
        if (work.Properties.Flag(Protected) != before.Flag(Protected))
        {
            await work.Ask(
                logs.PutLogGroupDeletionProtection,
                new PutLogGroupDeletionProtectionRequest
                {
                    LogGroupIdentifier = work.Id!,
                    DeletionProtectionEnabled = work.Properties.Flag(Protected) ?? false,
                },
                ct);
        }

        await Retag(work, before, ct);
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) => await this.OrGone(work.Ask(
        logs.DeleteLogGroup, new DeleteLogGroupRequest { LogGroupName = work.Id! }, ct));

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        if (await Look(work, work.Id!, ct) is not { } group)
        {
            return null;
        }

        var shown = this.Shown(group);
        shown["Tags"] = Marks.Shown(work, await Tags(work, group, ct));
        shown["Arn"] = group.Arn;
        return shown;
    }

    private void Check(Work work)
    {
        this.Refuse(work.Properties, "DataProtectionPolicy", "FieldIndexPolicies", "ResourcePolicyDocument");
        if (work.Properties.Flag("BearerTokenAuthenticationEnabled") == true)
        {
            throw Refused.NotBuilt(Name, "BearerTokenAuthenticationEnabled");
        }
    }

    private async ValueTask Retain(Work work, string name, Properties before, CancellationToken ct)
    {
        if (work.Properties.Number(Days) is { } days)
        {
            await work.Ask(
                logs.PutRetentionPolicy,
                new PutRetentionPolicyRequest { LogGroupName = name, RetentionInDays = days },
                ct);
        }
        else if (before.Has(Days))
        {
            await work.Ask(logs.DeleteRetentionPolicy, new DeleteRetentionPolicyRequest { LogGroupName = name }, ct);
        }
    }

    private async ValueTask Retag(Work work, Properties before, CancellationToken ct)
    {
        var arn = (await Look(work, work.Id!, ct) ?? throw Refused.Gone(Name, work.Id!)).LogGroupArn!;
        if (Marks.Gone(work, before) is { Count: > 0 } gone)
        {
            await work.Ask(logs.UntagResource, new UntagResourceRequest { ResourceArn = arn, TagKeys = gone }, ct);
        }

        if (work.Properties.Tags(work) is { Count: > 0 } tags)
        {
            await work.Ask(logs.TagResource, new TagResourceRequest { ResourceArn = arn, Tags = tags }, ct);
        }
    }

    private async ValueTask<LogGroup?> Look(Work work, string name, CancellationToken ct) => (await work.Ask(
        logs.DescribeLogGroups, new DescribeLogGroupsRequest { LogGroupIdentifiers = [name] }, ct))
        .LogGroups!.FirstOrDefault();

    private async ValueTask<Dictionary<string, string>> Tags(Work work, LogGroup group, CancellationToken ct) =>
        (await work.Ask(
            logs.ListTagsForResource, new ListTagsForResourceRequest { ResourceArn = group.LogGroupArn! }, ct)).Tags
        ?? new(StringComparer.Ordinal);
}
