using Faultline.Api.Logs;
using Faultline.Services.Logs.Keeping;
using Faultline.Wire;
using Faultline.Wire.Shapes;

namespace Faultline.Services.Logs;

internal sealed partial class Logs
{
    public override async ValueTask CreateLogGroup(Call call, CreateLogGroupRequest request, CancellationToken ct)
    {
        var group = GroupRules.Asked(request, call.Now);
        var tags = request.Tags ?? [];
        TagRules.Check(call, tags, [], arn: null);
        _ = await book.Make(call.Account, group, tags, ct) ?? throw Refusal.Exists("log group");
        retention.Tell();
    }

    public override async ValueTask DeleteLogGroup(Call call, DeleteLogGroupRequest request, CancellationToken ct) =>
        await book.Delete(Find(call, request.LogGroupName), state =>
        {
            if (state.Shown.DeletionProtectionEnabled == true)
            {
                throw LogsErrors.ValidationException(
                    "The log group cannot be deleted because deletion protection is enabled.");
            }
        }, ct);

    public override async ValueTask PutLogGroupDeletionProtection(
        Call call, PutLogGroupDeletionProtectionRequest request, CancellationToken ct) =>
        await Change(
            FindBy(call, request.LogGroupIdentifier),
            shown => shown.DeletionProtectionEnabled = request.DeletionProtectionEnabled!.Value,
            ct);

    public override async ValueTask PutRetentionPolicy(
        Call call, PutRetentionPolicyRequest request, CancellationToken ct)
    {
        var group = Find(call, request.LogGroupName);
        if (!Limits.RetentionDays.Contains(request.RetentionInDays!.Value))
        {
            throw Refusal.Parameter(
                $"Invalid retention value. Valid values are: [{string.Join(", ", Limits.RetentionDays)}]");
        }

        CheckRetention(group);
        await Change(group, shown => shown.RetentionInDays = request.RetentionInDays, ct);
        retention.Tell();
    }

    public override async ValueTask DeleteRetentionPolicy(
        Call call, DeleteRetentionPolicyRequest request, CancellationToken ct)
    {
        var group = Find(call, request.LogGroupName);
        CheckRetention(group);
        await Change(group, shown => shown.RetentionInDays = null, ct);
    }

    public override async ValueTask<DescribeLogGroupsResponse> DescribeLogGroups(
        Call call, DescribeLogGroupsRequest request, CancellationToken ct)
    {
        if (request is { LogGroupNamePrefix: not null, LogGroupNamePattern: not null })
        {
            throw Refusal.Parameter(
                "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
        }

        var named = request.LogGroupIdentifiers?.ConvertAll(each => LogArn.Group(region, each)?.Name ?? each);
        var groups = Own(call, request.AccountIdentifiers).Where(group =>
            group.Name.StartsWith(request.LogGroupNamePrefix ?? "", StringComparison.Ordinal)
            && group.Name.Contains(request.LogGroupNamePattern ?? "", StringComparison.Ordinal)
            && (request.LogGroupClass is not { } wanted || group.Class == wanted)
            && named?.Contains(group.Name) != false);
        var (page, next) = Pages.Cut(call, groups, group => group.Name, request.Limit, request.NextToken);
        var shown = new List<LogGroup>();
        foreach (var group in page)
        {
            if (await group.TryTake(ct) is { } held)
            {
                using (held)
                {
                    shown.Add(Show(group, held.State, isShort: request.LogGroupNamePattern is { Length: > 0 }));
                    await held.Keep();
                }
            }
        }

        return new() { LogGroups = shown, NextToken = next };
    }

    public override async ValueTask<ListLogGroupsResponse> ListLogGroups(
        Call call, ListLogGroupsRequest request, CancellationToken ct)
    {
        // Nothing here has a data source or an index of fields.
        var isNone = request.DataSources is { Count: > 0 } || request.FieldIndexNames is { Count: > 0 };
        var groups = Own(call, request.AccountIdentifiers).Where(group => !isNone
            && GroupFilters.IsNamed(group.Name, request.LogGroupNamePattern)
            && (request.LogGroupClass is not { } wanted || group.Class == wanted)
            && GroupFilters.HasTags(group.Tags, request.LogGroupTags));
        var (page, next) = Pages.Cut(call, groups, group => group.Name, request.Limit, request.NextToken);
        foreach (var group in page)
        {
            // What is shown is durable, or gone already.
            using var held = await group.TakeAny(ct);
            await held.Keep();
        }

        return new()
        {
            LogGroups = page.ConvertAll(group => new LogGroupSummary
            {
                LogGroupName = group.Name,
                LogGroupArn = group.Arn,
                LogGroupClass = group.Class,
            }),
            NextToken = next,
        };
    }

    private static void CheckRetention(Group group)
    {
        if (group.Class == LogGroupClass.Delivery)
        {
            throw Refusal.Parameter("The retention of log groups of the DELIVERY class cannot be changed.");
        }
    }

    private static async ValueTask Change(Group group, Action<LogGroup> change, CancellationToken ct)
    {
        using var held = await group.Take(ct);
        held.State.Change(change);
        await held.Keep();
    }

    /// <summary>The groups of the caller; no account is linked to another.</summary>
    private IEnumerable<Group> Own(Call call, List<string>? accounts) =>
        accounts is { Count: > 0 } && !accounts.Contains(call.Account) ? [] : book.Of(call.Account);

    /// <summary>Who asks by a pattern is shown less ("DescribeLogGroups").</summary>
    private static LogGroup Show(Group group, GroupState state, bool isShort) => isShort
        ? new()
        {
            LogGroupName = group.Name,
            CreationTime = state.Shown.CreationTime,
            Arn = LogArn.WithEverything(group.Arn),
        }
        : state.Shown.With(shown =>
        {
            shown.Arn = LogArn.WithEverything(group.Arn);
            shown.LogGroupArn = group.Arn;
            shown.MetricFilterCount = state.MetricFilters.Count;
            shown.StoredBytes = state.Bytes;
        });
}
