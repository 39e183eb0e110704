using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Keeping;
using Faultline.Services.Provisioning;
using Faultline.Wire;

namespace Faultline.Services.CloudFormation.Resources;

/// <summary><c>AWS::CloudFormation::Stack</c>: a stack of its own, as deep as templates go.</summary>
internal sealed class NestedStack(CloudFormation stacks) : ResourceType("AWS::CloudFormation::Stack")
{
    private const int NameLengthMax = 128;

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var made = await work.Ask(stacks.CreateStack, new CreateStackInput
        {
            StackName = work.Name(NameLengthMax),
            TemplateURL = work.Properties.Text("TemplateURL"),
            Parameters = Parameters(work.Properties),
            NotificationARNs = Topics(work),
            TimeoutInMinutes = work.Properties.Number("TimeoutInMinutes"),
            Tags = Tags(work),
            ClientRequestToken = work.Token,

            // What the parent was allowed, its children are.
            Capabilities =
            [
                Capability.CapabilityIam, Capability.CapabilityNamedIam, Capability.CapabilityAutoExpand,
            ],
        }, ct);
        return made.StackId!;
    }

    public override async ValueTask<bool> IsReady(Work work, CancellationToken ct)
    {
        var stack = await Look(work, ct);
        switch (stack.Status)
        {
            case StackStatus.CreateComplete or StackStatus.UpdateComplete or StackStatus.ImportComplete:
                return true;
            case StackStatus.UpdateRollbackComplete
                when stack.Tokens.GetValueOrDefault(OperationType.UpdateStack) != TokenOf(work):
                return true; // It went back, and that is what was asked of it last.
            case StackStatus.CreateFailed or StackStatus.RollbackComplete or StackStatus.RollbackFailed
                or StackStatus.DeleteComplete or StackStatus.DeleteFailed:
                throw Failed(stack, "created");
            case StackStatus.UpdateFailed or StackStatus.UpdateRollbackComplete or StackStatus.UpdateRollbackFailed:
                throw Failed(stack, "updated");
            default:
                return false;
        }
    }

    public override async ValueTask Update(Work work, Properties before, CancellationToken ct)
    {
        try
        {
            await work.Ask(stacks.UpdateStack, new UpdateStackInput
            {
                StackName = work.Id!,
                TemplateURL = work.Properties.Text("TemplateURL"),
                Parameters = Parameters(work.Properties),
                NotificationARNs = Topics(work),
                Tags = Tags(work),
                ClientRequestToken = TokenOf(work),
                Capabilities =
                [
                    Capability.CapabilityIam, Capability.CapabilityNamedIam, Capability.CapabilityAutoExpand,
                ],
            }, ct);
        }
        catch (AwsError same) when (same.Message == Refusal.NoUpdates().Message)
        {
            // It is as it should be.
        }
    }

    public override async ValueTask Delete(Work work, CancellationToken ct) =>
        await work.Ask(stacks.DeleteStack, new DeleteStackInput { StackName = work.Id! }, ct);

    public override async ValueTask<bool> IsGone(Work work, CancellationToken ct)
    {
        var stack = await Look(work, ct);
        return stack.Status switch
        {
            StackStatus.DeleteComplete => true,
            StackStatus.DeleteFailed => throw Failed(stack, "deleted"),
            _ => false,
        };
    }

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        var stack = await Look(work, ct);
        if (stack.IsGone)
        {
            return null;
        }

        var read = work.Properties.All.DeepClone().AsObject();
        read["Outputs"] = new JsonObject((stack.Shown.Outputs ?? []).Select(output =>
            KeyValuePair.Create(output.OutputKey!, (JsonNode?)JsonValue.Create(output.OutputValue))));
        return read;
    }

    public override bool SaysGone(AwsError error) =>
        error.Message.EndsWith("does not exist", StringComparison.Ordinal) || base.SaysGone(error);

    private async ValueTask<StackRow> Look(Work work, CancellationToken ct)
    {
        using var held = await stacks.Book.Take(ct);
        var stack = held.State.Find(work.Account, work.Id!) ?? throw Refusal.NoStack(work.Id!);
        await held.Keep();
        return stack;
    }

    private static AwsError Failed(StackRow stack, string what) => new(
        "InvalidRequest", 400,
        $"Embedded stack {stack.Id} was not successfully {what}: {stack.Shown.StackStatusReason}");

    /// <summary>The same for every try at the same update. Tags of the stack above are handed down too.</summary>
    private static string TokenOf(Work work)
    {
        var tags = string.Join('\n', work.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal));
        var all = $"{work.Token} {work.Properties.All.ToJsonString()} {tags}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all)))[..32];
    }

    private static List<Parameter>? Parameters(Properties properties) => properties.Group("Parameters") is { } all
        ? [.. all.Names.Select(name => new Parameter
        {
            ParameterKey = name,
            ParameterValue = all.Text(name) ?? List(all, name),
        })]
        : null;

    private static List<string>? Topics(Work work) =>
        work.Properties.Has("NotificationARNs") ? work.Properties.Texts("NotificationARNs") : null;

    private static string List(Properties all, string name) => string.Join(',', all.Texts(name));

    private static List<Tag> Tags(Work work) =>
        [.. work.Properties.Tags(work).Select(tag => new Tag { Key = tag.Key, Value = tag.Value })];
}
