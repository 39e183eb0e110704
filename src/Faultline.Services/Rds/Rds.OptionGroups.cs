using Faultline.Api.Rds;
using Faultline.Services.Rds.Keeping;
using Faultline.Services.Rds.Options;
using Faultline.Services.Rds.Parameters;
using Faultline.Wire;

namespace Faultline.Services.Rds;

internal sealed partial class Rds
{
    public override async ValueTask<CreateOptionGroupResult> CreateOptionGroup(
        Call call, CreateOptionGroupMessage request, CancellationToken ct)
    {
        var name = Names.Identifier("OptionGroupName", request.OptionGroupName);
        Names.Description("OptionGroupDescription", request.OptionGroupDescription);
        EngineNames.Check(request.EngineName);
        if (!Families.IsKnown($"postgres{request.MajorEngineVersion}"))
        {
            throw Refusal.Combination(
                $"Cannot find major version {request.MajorEngineVersion} for {EngineNames.Postgres}");
        }

        var tags = Tagging.Merge(call, [], request.Tags);
        using var held = await book.Take(ct);
        var group = OptionGroupRules.Made(
            region, call.Account, name, request.MajorEngineVersion, request.OptionGroupDescription) with
        {
            Tags = tags,
        };
        Add(held.State, group);
        await held.Keep();
        return new() { OptionGroup = group.Shown };
    }

    public override async ValueTask<CopyOptionGroupResult> CopyOptionGroup(
        Call call, CopyOptionGroupMessage request, CancellationToken ct)
    {
        var name = Names.Identifier("TargetOptionGroupIdentifier", request.TargetOptionGroupIdentifier);
        Names.Description("TargetOptionGroupDescription", request.TargetOptionGroupDescription);
        var tags = Tagging.Merge(call, [], request.Tags);
        using var held = await book.Take(ct);
        var source = Optioned(held.State, call, request.SourceOptionGroupIdentifier);
        if (OptionGroupRules.IsDefault(source.Shown.OptionGroupName!))
        {
            throw Refusal.Invalid("Cannot copy a default option group.");
        }

        var group = OptionGroupRules.Made(
            region, call.Account, name, source.Shown.MajorEngineVersion!, request.TargetOptionGroupDescription)
            .With(shown =>
            {
                shown.SourceOptionGroup = source.Shown.OptionGroupArn;
                shown.SourceAccountId = call.Account;
                shown.CopyTimestamp = call.Now;
            }) with
        {
            Tags = tags,
        };
        Add(held.State, group);
        await held.Keep();
        return new() { OptionGroup = group.Shown };
    }

    /// <summary>There is nothing that it could include or remove.</summary>
    public override async ValueTask<ModifyOptionGroupResult> ModifyOptionGroup(
        Call call, ModifyOptionGroupMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var group = Optioned(held.State, call, request.OptionGroupName);
        await held.Keep();
        var asked = (request.OptionsToInclude ?? []).Select(option => option.OptionName)
            .Concat(request.OptionsToRemove ?? [])
            .ToList();
        if (OptionGroupRules.IsDefault(group.Shown.OptionGroupName!))
        {
            throw Refusal.Invalid("Cannot modify a default option group.");
        }

        throw asked.Count == 0
            ? Refusal.Combination("At least one option must be added, modified, or removed.")
            : Refusal.Invalid(
                $"Invalid option name: {asked[0]}. Options for {EngineNames.Postgres} "
                + $"{group.Shown.MajorEngineVersion} are not supported.");
    }

    public override async ValueTask DeleteOptionGroup(
        Call call, DeleteOptionGroupMessage request, CancellationToken ct)
    {
        using var held = await book.Take(ct);
        var group = Optioned(held.State, call, request.OptionGroupName);
        var name = group.Shown.OptionGroupName!;
        if (OptionGroupRules.IsDefault(name))
        {
            throw Refusal.Invalid($"Default option group cannot be deleted: {name}");
        }

        if (Uses.OfOptionGroup(held.State, call.Account, name).Count > 0)
        {
            throw RdsErrors.InvalidOptionGroupStateFault(
                $"The option group '{name}' cannot be deleted because it is in use.");
        }

        held.State.OptionGroups.Remove(group.Id);
        await held.Keep();
    }

    public override async ValueTask<OptionGroups> DescribeOptionGroups(
        Call call, DescribeOptionGroupsMessage request, CancellationToken ct)
    {
        var (name, engine, major) = (request.OptionGroupName, request.EngineName, request.MajorEngineVersion);
        if (!string.IsNullOrEmpty(name) && !(string.IsNullOrEmpty(engine) && string.IsNullOrEmpty(major)))
        {
            throw Refusal.Combination("OptionGroupName cannot be specified with EngineName or MajorEngineVersion.");
        }

        using var held = await book.Take(ct);
        var all = string.IsNullOrEmpty(name)
            ? held.State.OptionGroups.Of(call.Account)
                .Concat(Shipped().Select(each => OptionGroupRules.DefaultOf(region, call.Account, $"{each}")))
                .DistinctBy(row => row.Id)
                .Where(row => string.IsNullOrEmpty(engine) || row.Shown.EngineName == engine)
                .Where(row => string.IsNullOrEmpty(major) || row.Shown.MajorEngineVersion == major)
            : [Optioned(held.State, call, name)];
        var (page, next) = Pages.Cut(
            call, all.By(request.Filters), row => row.Shown.OptionGroupName!, request.MaxRecords, request.Marker);
        await held.Keep();
        return new() { OptionGroupsList = page.ConvertAll(row => row.Shown), Marker = next };
    }

    /// <summary>PostgreSQL has none.</summary>
    public override ValueTask<OptionGroupOptionsMessage> DescribeOptionGroupOptions(
        Call call, DescribeOptionGroupOptionsMessage request, CancellationToken ct)
    {
        EngineNames.Check(request.EngineName);
        return new(new OptionGroupOptionsMessage { OptionGroupOptions = [] });
    }

    private static void Add(RdsState state, NamedRow<OptionGroup> group)
    {
        if (state.OptionGroups.Find(group.Id) is not null)
        {
            throw RdsErrors.OptionGroupAlreadyExistsFault(
                $"An option group named {group.Shown.OptionGroupName} already exists.");
        }

        Limits.Check(
            state.OptionGroups.Of(group.Account)
                .Count(each => !OptionGroupRules.IsDefault(each.Shown.OptionGroupName!)),
            Limits.OptionGroupsMax,
            RdsErrors.OptionGroupQuotaExceededFault,
            "option groups");
        state.OptionGroups.Put(group);
    }

    private NamedRow<OptionGroup> Optioned(RdsState state, Call call, string name) =>
        OptionGroupRules.Find(state, region, call.Account, name) ?? throw Refusal.NoOptionGroup(name);
}
