using Faultline.Api.Rds;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Parameters;
using Faultline.Wire;

namespace Faultline.Services.Rds;

internal sealed partial class Rds
{
    public override async ValueTask<CreateDBParameterGroupResult> CreateDBParameterGroup(
        Call call, CreateDBParameterGroupMessage request, CancellationToken ct)
    {
        var name = Names.Identifier("DBParameterGroupName", request.DBParameterGroupName);
        Names.Description("Description", request.Description);
        var family = request.DBParameterGroupFamily;
        if (!Families.IsKnown(family))
        {
            throw Refusal.Invalid($"ParameterGroupFamily {family} is not a valid parameter group family");
        }

        var tags = Tagging.Merge(call, [], request.Tags);
        using var held = await book.Take(ct);
        var group = ParameterGroups.Made(region, call.Account, name, family, request.Description) with { Tags = tags };
        Add(held.State, group);
        await held.Keep();
        return new() { DBParameterGroup = group.Shown };
    }

    public override async ValueTask<CopyDBParameterGroupResult> CopyDBParameterGroup(
        Call call, CopyDBParameterGroupMessage request, CancellationToken ct)
    {
        var name = Names.Identifier(
            "TargetDBParameterGroupIdentifier", request.TargetDBParameterGroupIdentifier);
        Names.Description("TargetDBParameterGroupDescription", request.TargetDBParameterGroupDescription);
        var tags = Tagging.Merge(call, [], request.Tags);
        using var held = await book.Take(ct);
        var source = Source(held.State, call, request.SourceDBParameterGroupIdentifier);
        if (ParameterGroups.IsDefault(source.Name))
        {
            throw Refusal.Invalid("Cannot copy a default parameter group.");
        }

        var group = ParameterGroups.Made(
            region, call.Account, name, source.Family, request.TargetDBParameterGroupDescription) with
        {
            Tags = tags,
            Changes = source.Changes,
        };
        Add(held.State, group);
        await held.Keep();
        return new() { DBParameterGroup = group.Shown };
    }

    public override async ValueTask<DBParameterGroupNameMessage> ModifyDBParameterGroup(
        Call call, ModifyDBParameterGroupMessage request, CancellationToken ct) =>
        await Change(
            call,
            request.DBParameterGroupName,
            (_, major) => ParameterRules.Modify(major, request.Parameters),
            ct);

    public override async ValueTask<DBParameterGroupNameMessage> ResetDBParameterGroup(
        Call call, ResetDBParameterGroupMessage request, CancellationToken ct) =>
        await Change(
            call,
            request.DBParameterGroupName,
            (group, major) => ParameterRules.Reset(
                group,
                major,
                request.ResetAllParameters ?? request.Parameters is not { Count: > 0 },
                request.Parameters),
            ct);

    public override async ValueTask DeleteDBParameterGroup(
        Call call, DeleteDBParameterGroupMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var group = Grouped(held.State, call, request.DBParameterGroupName);
        if (ParameterGroups.IsDefault(group.Name))
        {
            throw RdsErrors.InvalidDBParameterGroupStateFault(
                $"Default DBParameterGroup cannot be deleted: {group.Name}");
        }

        if (Uses.OfParameterGroup(held.State, call.Account, group.Name).Count > 0)
        {
            throw RdsErrors.InvalidDBParameterGroupStateFault(
                $"One or more database instances are still members of this parameter group {group.Name}, so the group "
                + "cannot be deleted");
        }

        held.State.ParameterGroups.Remove(group.Id);
        await held.Keep();
    }

    public override async ValueTask<DBParameterGroupsMessage> DescribeDBParameterGroups(
        Call call, DescribeDBParameterGroupsMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var state = held.State;
        var all = string.IsNullOrEmpty(request.DBParameterGroupName)
            ? state.ParameterGroups.Of(call.Account)
                .Concat(Shipped().Select(major => ParameterGroups.DefaultOf(region, call.Account, Families.Of(major))))
                .DistinctBy(row => row.Name)
            : [Grouped(state, call, request.DBParameterGroupName)];
        var (page, next) = Pages.Cut(
            call, all.By(request.Filters), row => row.Name, request.MaxRecords, request.Marker);
        await held.Keep();
        return new() { DBParameterGroups = page.ConvertAll(row => row.Shown), Marker = next };
    }

    public override async ValueTask<DBParameterGroupDetails> DescribeDBParameters(
        Call call, DescribeDBParametersMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var group = Grouped(held.State, call, request.DBParameterGroupName);
        await held.Keep();
        var all = ParameterTable.Of(Families.Major(group.Family)!.Value).Values
            .Select(facts => facts.Show(group.Changes.GetValueOrDefault(facts.Name)))
            .Where(each => string.IsNullOrEmpty(request.Source) || each.Source == request.Source);
        var (page, next) = Page(call, all, request.Filters, request.MaxRecords, request.Marker);
        return new() { Parameters = page, Marker = next };
    }

    public override ValueTask<DescribeEngineDefaultParametersResult> DescribeEngineDefaultParameters(
        Call call, DescribeEngineDefaultParametersMessage request, CancellationToken ct)
    {
        var family = request.DBParameterGroupFamily;
        var major = Families.Major(family) ?? throw Refusal.Invalid($"Invalid DB parameter group family: {family}");
        var (page, next) = Page(
            call,
            ParameterTable.Of(major).Values.Select(facts => facts.Show(null)),
            request.Filters,
            request.MaxRecords,
            request.Marker);
        return new(new DescribeEngineDefaultParametersResult
        {
            EngineDefaults = new() { DBParameterGroupFamily = family, Parameters = page, Marker = next },
        });
    }

    private static (List<Parameter> Page, string? Next) Page(
        Call call, IEnumerable<Parameter> all, List<Filter>? filters, int? size, string? marker) => Pages.Cut(
            call,
            all.By(filters, ("parameter-name", (Parameter each) => [each.ParameterName])),
            each => each.ParameterName!,
            size,
            marker);

    /// <summary>The major versions that are here.</summary>
    private IEnumerable<int> Shipped() =>
        (options.Engines?.Postgres.Versions ?? []).Select(version => version.Major)
            .Distinct()
            .Where(Families.Majors.Contains);

    private ParameterGroupRow Grouped(RdsState state, Call call, string name) =>
        ParameterGroups.Find(state, region, call.Account, name) ?? throw Refusal.NoParameterGroup(name);

    /// <summary>By name, or by the ARN that one in this region and account has.</summary>
    private ParameterGroupRow Source(RdsState state, Call call, string text) =>
        Arns.Read(text) is not { } arn ? Grouped(state, call, text)
        : arn.Region == region && arn.Account == call.Account && arn.Type == Arns.ParameterGroup
            ? Grouped(state, call, arn.Name)
            : throw Refusal.NoParameterGroup(text);

    private static void Add(RdsState state, ParameterGroupRow group)
    {
        if (state.ParameterGroups.Find(group.Id) is not null)
        {
            throw RdsErrors.DBParameterGroupAlreadyExistsFault($"Parameter group {group.Name} already exists");
        }

        Limits.Check(
            state.ParameterGroups.Of(group.Account).Count(each => !ParameterGroups.IsDefault(each.Name)),
            Limits.ParameterGroupsMax,
            RdsErrors.DBParameterGroupQuotaExceededFault,
            "DB parameter groups");
        state.ParameterGroups.Put(group);
    }

    /// <summary>Changes a group; instances look at theirs again.</summary>
    private async ValueTask<DBParameterGroupNameMessage> Change(
        Call call, string name, Func<ParameterGroupRow, int, List<Parameter>> change, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var group = Grouped(held.State, call, name);
        if (ParameterGroups.IsDefault(group.Name))
        {
            throw Refusal.Invalid("Cannot modify a default parameter group.");
        }

        held.State.ParameterGroups.Put(group.With(change(group, Families.Major(group.Family)!.Value)));
        held.State.Note(
            call.Account,
            SourceType.DbParameterGroup,
            group.Name,
            group.Shown.DBParameterGroupArn!,
            call.Now,
            $"Updated parameter group {group.Name}",
            "configuration change");
        await held.Keep();
        Tell();
        return new() { DBParameterGroupName = group.Name };
    }
}
