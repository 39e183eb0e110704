using System.Text.Json.Nodes;
using Faultline.Api.CloudFormation;
using Faultline.Services.CloudFormation.Sets;
using Faultline.Services.Provisioning;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.CloudFormation.Resources;

/// <summary>
/// <c>AWS::CloudFormation::StackSet</c>. The set and its instances are brought to what the template says one operation
/// after the other, whenever somebody asks whether it is ready.
/// </summary>
internal sealed class StackSetType(Func<CloudFormationApi> api) : ResourceType("AWS::CloudFormation::StackSet")
{
    private const string Groups = "StackInstancesGroup";

    public override async ValueTask<string> Create(Work work, CancellationToken ct)
    {
        var request = work.Properties.As<CreateStackSetInput>("Tags");
        request.Tags = Tags(work);
        request.ClientRequestToken = work.Token;
        return (await work.Ask(api().CreateStackSet, request, ct)).StackSetId!;
    }

    public override async ValueTask<bool> IsReady(Work work, CancellationToken ct)
    {
        if (await Busy(work, ct))
        {
            return false;
        }

        var set = (await work.Ask(
            api().DescribeStackSet, new DescribeStackSetInput { StackSetName = work.Id! }, ct)).StackSet!;
        if (Differs(work, set))
        {
            await work.Ask(api().UpdateStackSet, Change(work), ct);
            return false;
        }

        var (there, wanted) = (await Instances(work, ct), Wanted(work));
        if (await Remove(work, there.FindAll(each => !wanted.ContainsKey((each.Account!, each.Region!))), ct)
            || await Fill(work, there, ct)
            || await Override(work, there, wanted, ct))
        {
            return false;
        }

        return there.Find(each => each.Status != StackInstanceStatus.Current) is { } behind
            ? throw new AwsError(
                "GeneralServiceException", 400,
                $"Stack instance in account {behind.Account} and region {behind.Region} is {behind.Status}: "
                + behind.StatusReason)
            : true;
    }

    /// <summary>What differs is changed by whoever asks whether it is ready.</summary>
    public override ValueTask Update(Work work, Properties before, CancellationToken ct) => ValueTask.CompletedTask;

    public override async ValueTask Delete(Work work, CancellationToken ct) => await IsGone(work, ct);

    public override async ValueTask<bool> IsGone(Work work, CancellationToken ct)
    {
        try
        {
            if (await Busy(work, ct))
            {
                return false;
            }

            var there = await Instances(work, ct);
            if (there.Find(each => each.Status == StackInstanceStatus.Inoperable) is { } stuck)
            {
                throw new AwsError(
                    "GeneralServiceException", 400,
                    $"Stack instance in account {stuck.Account} and region {stuck.Region} cannot be deleted: "
                    + stuck.StatusReason);
            }

            if (await Remove(work, there, ct))
            {
                return false;
            }

            await work.Ask(api().DeleteStackSet, new DeleteStackSetInput { StackSetName = work.Id! }, ct);
            return true;
        }
        catch (AwsError gone) when (SaysGone(gone))
        {
            return true;
        }
    }

    public override async ValueTask<JsonObject?> Read(Work work, CancellationToken ct)
    {
        var set = (await work.Ask(
            api().DescribeStackSet, new DescribeStackSetInput { StackSetName = work.Id! }, ct)).StackSet!;
        if (set.Status == StackSetStatus.Deleted)
        {
            return null;
        }

        var read = Properties.Of(set);
        var groups = new SortedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (var each in await Instances(work, ct))
        {
            var own = await Overrides(work, each, ct);
            var key = $"{each.Region} {own.ToJsonString()}";
            if (!groups.TryGetValue(key, out var group))
            {
                groups.Add(key, group = new JsonObject
                {
                    ["Regions"] = new JsonArray(each.Region!),
                    ["DeploymentTargets"] = new JsonObject { ["Accounts"] = new JsonArray() },
                });
                if (own.Count > 0)
                {
                    group["ParameterOverrides"] = own;
                }
            }

            group["DeploymentTargets"]!["Accounts"]!.AsArray().Add((JsonNode?)each.Account);
        }

        read[Groups] = new JsonArray([.. groups.Values]);
        return read;
    }

    private static List<Tag> Tags(Work work) =>
        [.. work.Properties.Tags(work).Where(each => !each.Key.StartsWith("aws:", StringComparison.Ordinal))
            .Select(each => new Tag { Key = each.Key, Value = each.Value })];

    /// <summary>Whether the definition is not what the template says.</summary>
    private static bool Differs(Work work, StackSet set)
    {
        var wanted = work.Properties.As<StackSet>("Tags", Groups);
        static string Text(List<Parameter>? parameters) => string.Join(
            '\n', (parameters ?? []).Select(each => $"{each.ParameterKey}={each.ParameterValue}")
                .Order(StringComparer.Ordinal));
        static string TagText(List<Tag>? tags) => string.Join(
            '\n', (tags ?? []).Select(each => $"{each.Key}={each.Value}").Order(StringComparer.Ordinal));

        // A secret is shown masked, so that only its presence can be compared.
        var masked = (set.Parameters ?? []).Where(each => each.ParameterValue == "****")
            .Select(each => each.ParameterKey).ToHashSet();
        var parameters = (wanted.Parameters ?? []).ConvertAll(each => masked.Contains(each.ParameterKey)
            ? new Parameter { ParameterKey = each.ParameterKey, ParameterValue = "****" }
            : each);
        return wanted.TemplateBody is not null && wanted.TemplateBody != set.TemplateBody
            || (wanted.Description ?? set.Description) != set.Description
            || Text(parameters) != Text(set.Parameters)
            || TagText(Tags(work)) != TagText(set.Tags)
            || (wanted.ExecutionRoleName ?? set.ExecutionRoleName) != set.ExecutionRoleName
            || (wanted.ManagedExecution?.Active ?? false) != (set.ManagedExecution?.Active ?? false);
    }

    private static UpdateStackSetInput Change(Work work)
    {
        var request = work.Properties.As<UpdateStackSetInput>("Tags", Groups);
        request.StackSetName = work.Id!;
        request.Tags = Tags(work);
        request.OperationPreferences = Asked(work);
        return request;
    }

    private static StackSetOperationPreferences? Asked(Work work) =>
        work.Properties.Group("OperationPreferences")?.As<StackSetOperationPreferences>();

    /// <summary>The places that the template names, with the values that each has of its own.</summary>
    private static Dictionary<(string Account, string Region), Properties> Wanted(Work work)
    {
        var all = new Dictionary<(string Account, string Region), Properties>();
        foreach (var group in work.Properties.Groups(Groups))
        {
            var targets = group.Group("DeploymentTargets");
            if (targets?.Has("OrganizationalUnitIds") == true)
            {
                throw SetRefusal.NoOrganizations();
            }

            foreach (var account in targets?.Texts("Accounts") ?? [])
            {
                foreach (var region in group.Texts("Regions"))
                {
                    all[(account, region)] = group;
                }
            }
        }

        return all;
    }

    private static List<Parameter> OverridesOf(Properties group) =>
        group.Groups("ParameterOverrides").ConvertAll(each => each.As<Parameter>());

    private async ValueTask<bool> Busy(Work work, CancellationToken ct) => (await work.Ask(
        api().ListStackSetOperations, new ListStackSetOperationsInput { StackSetName = work.Id! }, ct))
        .Summaries!.Exists(each => each.Status is StackSetOperationStatus.Running
            or StackSetOperationStatus.Queued or StackSetOperationStatus.Stopping);

    private async ValueTask<List<StackInstanceSummary>> Instances(Work work, CancellationToken ct)
    {
        var all = new List<StackInstanceSummary>();
        string? next = null;
        do
        {
            var page = await work.Ask(
                api().ListStackInstances,
                new ListStackInstancesInput { StackSetName = work.Id!, NextToken = next },
                ct);
            all.AddRange(page.Summaries!);
            next = page.NextToken;
        }
        while (next is not null);

        return all;
    }

    private async ValueTask<JsonArray> Overrides(Work work, StackInstanceSummary instance, CancellationToken ct)
    {
        var found = await work.Ask(
            api().DescribeStackInstance,
            new DescribeStackInstanceInput
            {
                StackSetName = work.Id!,
                StackInstanceAccount = instance.Account!,
                StackInstanceRegion = instance.Region!,
            },
            ct);
        return [.. (found.StackInstance!.ParameterOverrides ?? []).Select(each => new JsonObject
        {
            ["ParameterKey"] = each.ParameterKey,
            ["ParameterValue"] = each.ParameterValue,
        })];
    }

    private async ValueTask<bool> Remove(Work work, List<StackInstanceSummary> gone, CancellationToken ct)
    {
        // One region at a time, so that no place is named that is to stay.
        if (gone.Count == 0)
        {
            return false;
        }

        var region = gone[0].Region!;
        await work.Ask(
            api().DeleteStackInstances,
            new DeleteStackInstancesInput
            {
                StackSetName = work.Id!,
                Accounts = [.. gone.Where(each => each.Region == region).Select(each => each.Account!)],
                Regions = [region],
                RetainStacks = false,
                OperationPreferences = Without(work),
            },
            ct);
        return true;
    }

    private async ValueTask<bool> Fill(Work work, List<StackInstanceSummary> there, CancellationToken ct)
    {
        foreach (var group in work.Properties.Groups(Groups))
        {
            var accounts = group.Group("DeploymentTargets")?.Texts("Accounts") ?? [];
            var regions = group.Texts("Regions");
            if (accounts.TrueForAll(account => regions.TrueForAll(region =>
                there.Exists(each => each.Account == account && each.Region == region))))
            {
                continue;
            }

            await work.Ask(
                api().CreateStackInstances,
                new CreateStackInstancesInput
                {
                    StackSetName = work.Id!,
                    Accounts = accounts,
                    Regions = regions,
                    ParameterOverrides = OverridesOf(group),
                    OperationPreferences = Without(work),
                },
                ct);
            return true;
        }

        return false;
    }

    private async ValueTask<bool> Override(
        Work work,
        List<StackInstanceSummary> there,
        Dictionary<(string Account, string Region), Properties> wanted,
        CancellationToken ct)
    {
        foreach (var each in there)
        {
            var group = wanted[(each.Account!, each.Region!)];
            var (own, asked) = (await Overrides(work, each, ct), OverridesOf(group));
            if (own.Count == asked.Count && own.OfType<JsonObject>().All(one => asked.Exists(other =>
                other.ParameterKey == Scalars.Text(one["ParameterKey"])
                && (other.ParameterValue == Scalars.Text(one["ParameterValue"])
                    || Scalars.Text(one["ParameterValue"]) == "****"))))
            {
                continue;
            }

            await work.Ask(
                api().UpdateStackInstances,
                new UpdateStackInstancesInput
                {
                    StackSetName = work.Id!,
                    Accounts = [each.Account!],
                    Regions = [each.Region!],
                    ParameterOverrides = asked,
                },
                ct);
            return true;
        }

        return false;
    }

    /// <summary>The preferences for some of the regions: the order of all says nothing there.</summary>
    private static StackSetOperationPreferences? Without(Work work) =>
        Asked(work)?.With(static asked => asked.RegionOrder = []);
}
